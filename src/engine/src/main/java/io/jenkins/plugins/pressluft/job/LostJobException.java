package io.jenkins.plugins.pressluft.job;

/**
 * The job is another controller's now: nothing more of it may be written. It ends the work on it.
 */
final class LostJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostJobException(String message) {
    super(message);
  }
}
