package io.jenkins.plugins.pressluft.plugin.step;

/** What a form or a Jenkinsfile gave. */
final class Given {
  private Given() {}

  /** An empty field of a form counts as not given. */
  static String text(String value) {
    return value == null || value.isEmpty() ? null : value;
  }
}
