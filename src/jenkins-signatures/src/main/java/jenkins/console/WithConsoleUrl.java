package jenkins.console;

/** See the Javadoc of Jenkins. */
public interface WithConsoleUrl {
  String getConsoleUrl();
}
