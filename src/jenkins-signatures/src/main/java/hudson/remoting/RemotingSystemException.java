package hudson.remoting;

/** What remoting throws where nothing was declared. */
class RemotingSystemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RemotingSystemException(Throwable cause) {
    super(cause);
  }
}
