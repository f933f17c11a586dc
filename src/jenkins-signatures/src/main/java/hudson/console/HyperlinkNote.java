package hudson.console;

/** A mark in a build's log that becomes a link. */
public class HyperlinkNote extends ConsoleNote {
  private HyperlinkNote() {}

  public static String encodeTo(String url, String text) {
    throw new UnsupportedOperationException();
  }
}
