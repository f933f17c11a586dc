package hudson;

/** Starts processes on the machine that it was made for. */
public abstract class Launcher {
  private Launcher() {}
}
