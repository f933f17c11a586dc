package hudson.remoting;

/** The connection was lost before the answer came. */
public class RequestAbortedException extends RemotingSystemException {
  private static final long serialVersionUID = 1L;

  public RequestAbortedException(Throwable cause) {
    super(cause);
  }
}
