package io.jenkins.plugins.pressluft.local.jenkinsfile;

/** Where the answers to {@code input} come from. */
@FunctionalInterface
public interface Answers {
  /**
   * The answer to one question.
   *
   * @param question as the Jenkinsfile asks it
   * @return what was typed, without its line's end
   * @throws StepFailure when nobody can be asked
   */
  String to(String question);
}
