package io.jenkins.plugins.pressluft.plugin.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/** A request to Jenkins as the engine's servlet expects it: mounted at a path of its own. */
final class ApiRequest extends HttpServletRequestWrapper {
  /** Where the endpoint lies below Jenkins. */
  static final String PATH = "/pressluft/api";

  ApiRequest(HttpServletRequest request) {
    super(request);
  }

  @Override
  public String getServletPath() {
    return PATH;
  }

  /** As it was sent: a decoded {@code %2F} could not be told from a slash any more. */
  @Override
  public String getPathInfo() {
    String uri = getRequestURI();
    String prefix = getContextPath() + PATH;
    return uri.startsWith(prefix) && uri.length() > prefix.length()
        ? uri.substring(prefix.length())
        : null;
  }
}
