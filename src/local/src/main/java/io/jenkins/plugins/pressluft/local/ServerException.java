package io.jenkins.plugins.pressluft.local;

/** The server cannot run as it was asked to; the message is a sentence for the operator. */
public class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A sentence that says what to do. */
  public ServerException(String message) {
    super(message);
  }
}
