package hudson.security.csrf;

import hudson.model.Descriptor;

/** A crumb issuer's descriptor, which knows the field's name. */
public abstract class CrumbIssuerDescriptor<T extends CrumbIssuer> extends Descriptor<CrumbIssuer> {
  private CrumbIssuerDescriptor() {}

  public String getCrumbSalt() {
    throw new UnsupportedOperationException();
  }
}
