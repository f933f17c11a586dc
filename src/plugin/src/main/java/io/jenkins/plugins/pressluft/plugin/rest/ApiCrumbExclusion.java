package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.Extension;
import hudson.security.csrf.CrumbExclusion;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Takes the crumb check of the REST endpoint out of Jenkins' filter, which looks at POST only and
 * answers with a page of HTML; {@link JenkinsCallers} does it instead, for every method.
 *
 * <p>Only an address that cannot mean anything else is let through: what is passed here has been
 * checked by nobody yet.
 */
@Extension
public final class ApiCrumbExclusion extends CrumbExclusion {
  @Override
  public boolean process(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!isApi(request.getContextPath(), request.getRequestURI())) {
      return false;
    }
    chain.doFilter(request, response);
    return true;
  }

  /** Whether the address, as it was sent, leads to the endpoint whoever reads it. */
  static boolean isApi(String contextPath, String uri) {
    String prefix = contextPath + RestEndpoint.PATH + "/";
    return uri.startsWith(prefix)
        && !uri.contains(";")
        && !uri.contains("//")
        && !uri.contains("/.");
  }
}
