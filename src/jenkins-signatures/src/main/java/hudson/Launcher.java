package hudson;

/** See the Javadoc of Jenkins. */
public abstract class Launcher {
  private Launcher() {}
}
