package io.jenkins.plugins.pressluft.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** A host's own sessions, kept in a cookie. */
public interface Sessions {
  /**
   * Begins a session.
   *
   * @return the {@code Set-Cookie} header; empty when the password is wrong
   * @throws io.jenkins.plugins.pressluft.guard.RefusedException when another site sent the request
   */
  Optional<String> login(HttpServletRequest request, String email, String password);

  /**
   * Ends the session of the request, if there is one; returns the header that removes the cookie.
   */
  String logout(HttpServletRequest request);
}
