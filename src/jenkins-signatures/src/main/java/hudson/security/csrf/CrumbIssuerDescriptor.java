package hudson.security.csrf;

/** See the Javadoc of Jenkins. */
public abstract class CrumbIssuerDescriptor<T extends CrumbIssuer> {
  private CrumbIssuerDescriptor() {}

  public String getCrumbSalt() {
    throw new UnsupportedOperationException();
  }
}
