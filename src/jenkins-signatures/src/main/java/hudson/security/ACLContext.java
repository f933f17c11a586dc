package hudson.security;

/** See the Javadoc of Jenkins. */
public class ACLContext implements AutoCloseable {
  private ACLContext() {}

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }
}
