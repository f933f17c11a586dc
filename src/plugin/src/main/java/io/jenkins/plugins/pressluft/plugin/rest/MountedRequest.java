package io.jenkins.plugins.pressluft.plugin.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request to Jenkins as one of the engine's servlets expects it: mounted at a path of its own.
 */
final class MountedRequest extends HttpServletRequestWrapper {
  private final String mount;

  /**
   * A request to something below this path.
   *
   * @param mount below Jenkins' own address, with a slash in front and none at the end
   */
  MountedRequest(HttpServletRequest request, String mount) {
    super(request);
    this.mount = mount;
  }

  @Override
  public String getServletPath() {
    return mount;
  }

  /** As it was sent: a decoded {@code %2F} could not be told from a slash any more. */
  @Override
  public String getPathInfo() {
    String uri = getRequestURI();
    String prefix = getContextPath() + mount;
    return uri.startsWith(prefix) && uri.length() > prefix.length()
        ? uri.substring(prefix.length())
        : null;
  }
}
