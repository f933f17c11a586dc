package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.security.csrf.CrumbIssuer;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import jenkins.model.Jenkins;

/**
 * Keeps other sites from acting in a visitor's name, as Jenkins does for its own forms, but for
 * every method that changes something and with an answer in JSON. A request with an API token needs
 * no crumb: no browser sends one by itself.
 */
final class Crumbs {
  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

  /** Set by Jenkins, and by nobody outside, when an API token was sent and is right. */
  private static final String BY_TOKEN = "jenkins.security.BasicHeaderApiTokenAuthenticator";

  private Crumbs() {}

  /**
   * Lets the request pass or refuses it.
   *
   * @throws RefusedException {@code forbidden} without a valid crumb
   */
  static void check(HttpServletRequest request) {
    CrumbIssuer issuer = Jenkins.get().getCrumbIssuer();
    check(
        request,
        issuer == null ? null : issuer.getCrumbRequestField(),
        crumb -> issuer.validateCrumb(request, issuer.getDescriptor().getCrumbSalt(), crumb));
  }

  /** As above; without a header's name crumbs are switched off in this Jenkins. */
  static void check(HttpServletRequest request, String header, Validation validation) {
    if (HARMLESS.contains(request.getMethod())
        || Boolean.TRUE.equals(request.getAttribute(BY_TOKEN))
        || header == null) {
      return;
    }
    String crumb = request.getHeader(header);
    if (crumb == null || !validation.isValid(crumb)) {
      throw new RefusedException(
          Refusal.forbidden(
              "Send the crumb of your session in the header \""
                  + header
                  + "\", or an API token instead of session or password."));
    }
  }

  /** Whether Jenkins issued this crumb to this session. */
  @FunctionalInterface
  interface Validation {
    /** True when it did. */
    boolean isValid(String crumb);
  }
}
