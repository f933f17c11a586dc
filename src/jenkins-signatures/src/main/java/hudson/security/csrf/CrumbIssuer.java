package hudson.security.csrf;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import jakarta.servlet.ServletRequest;

/** Makes and checks the crumbs that prove a request to come from a page of Jenkins. */
public abstract class CrumbIssuer implements Describable<CrumbIssuer>, ExtensionPoint {
  private CrumbIssuer() {}

  public String getCrumbRequestField() {
    throw new UnsupportedOperationException();
  }

  public CrumbIssuerDescriptor<CrumbIssuer> getDescriptor() {
    throw new UnsupportedOperationException();
  }

  public boolean validateCrumb(ServletRequest request, String salt, String crumb) {
    throw new UnsupportedOperationException();
  }
}
