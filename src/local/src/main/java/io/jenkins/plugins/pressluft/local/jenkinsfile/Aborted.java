package io.jenkins.plugins.pressluft.local.jenkinsfile;

/** A time limit of the Jenkinsfile passed; the build is {@code ABORTED}. */
final class Aborted extends StepFailure {
  private static final long serialVersionUID = 1L;

  Aborted(String message) {
    super(RunEnd.ABORTED, message);
  }
}
