package jenkins.console;

/** Something whose log has an address. */
public interface WithConsoleUrl {
  String getConsoleUrl();
}
