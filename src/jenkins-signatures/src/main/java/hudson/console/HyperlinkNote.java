package hudson.console;

/** See the Javadoc of Jenkins. */
public class HyperlinkNote extends ConsoleNote {
  private HyperlinkNote() {}

  public static String encodeTo(String url, String text) {
    throw new UnsupportedOperationException();
  }
}
