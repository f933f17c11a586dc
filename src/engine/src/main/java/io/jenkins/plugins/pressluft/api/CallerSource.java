package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Who asks: the host's answer, by a bearer token, a cookie or Jenkins' own authentication. */
public interface CallerSource {
  /**
   * The caller of a request.
   *
   * @return empty when nobody, or nobody known, asks: the answer is 401
   * @throws io.jenkins.plugins.pressluft.guard.RefusedException for example with {@code forbidden}
   *     when a cookie came along with another site's request
   */
  Optional<Caller> caller(HttpServletRequest request);

  /**
   * The sessions of a host that has its own login; empty where the host's own login takes its
   * place, and {@code /login} and {@code /logout} answer 404.
   */
  default Optional<Sessions> sessions() {
    return Optional.empty();
  }

  /** One sentence for whoever was answered 401: how to say who asks. */
  default String howToSayWhoAsks() {
    return "Send the access token as \"Authorization: Bearer ...\".";
  }

  /** What {@code WWW-Authenticate} says with a 401. */
  default String challenge() {
    return "Bearer realm=\"Pressluft\"";
  }
}
