package jenkins.management;

/** What a link says beside its name: a short text with a colour. */
public class Badge {
  public Badge(String text, String tooltip, Badge.Severity severity) {}

  /** How bad it is, which decides the colour. */
  public enum Severity {
    DANGER,
    WARNING,
    INFO
  }
}
