package hudson.security.csrf;

import hudson.model.Descriptor;

/** See the Javadoc of Jenkins. */
public abstract class CrumbIssuerDescriptor<T extends CrumbIssuer> extends Descriptor<CrumbIssuer> {
  private CrumbIssuerDescriptor() {}

  public String getCrumbSalt() {
    throw new UnsupportedOperationException();
  }
}
