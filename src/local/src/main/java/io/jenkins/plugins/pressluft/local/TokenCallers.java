package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.api.CallerSource;
import io.jenkins.plugins.pressluft.api.Sessions;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Caller;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets in whoever has the access token, as a bearer token or, for browsers, by a session that began
 * with it. There is one token and it may do everything; several people with different permissions
 * are what Jenkins is for.
 *
 * <p>A session's cookie is never enough for a request that another site sent: the cookie is
 * SameSite=Strict, and on top of it a request is refused that the browser itself says came from
 * elsewhere ({@code Sec-Fetch-Site}, which no page can forge, or else {@code Origin}). A request
 * that would change something must be said to come from this server: one that says neither is
 * refused as well.
 */
final class TokenCallers implements CallerSource, Sessions {
  static final String COOKIE = "pressluft_session";
  private static final Duration SESSION = Duration.ofHours(12);
  private static final int MAX_SESSIONS = 1000;
  private static final int ID_BYTES = 32;

  private final AccessToken token;
  private final SecureRandom random;
  private final Clock clock;
  private final Map<String, Session> sessions = new LinkedHashMap<>();

  TokenCallers(AccessToken token, SecureRandom random, Clock clock) {
    this.token = token;
    this.random = random;
    this.clock = clock;
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization != null) {
      boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
      return bearer && token.matches(authorization.substring(7).strip())
          ? Optional.of(new TokenCaller("token", origin(request)))
          : Optional.empty();
    }
    return session(request)
        .map(
            session -> {
              refuseForeign(request);
              refuseUnproven(request);
              return new TokenCaller(session.name(), origin(request));
            });
  }

  @Override
  public Optional<Sessions> sessions() {
    return Optional.of(this);
  }

  @Override
  public Optional<String> login(HttpServletRequest request, String email, String password) {
    refuseForeign(request);
    if (!token.matches(password)) {
      return Optional.empty();
    }
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    synchronized (sessions) {
      Instant now = clock.instant();
      sessions.values().removeIf(session -> session.until().isBefore(now));
      if (sessions.size() >= MAX_SESSIONS) {
        sessions.remove(sessions.keySet().iterator().next());
      }
      sessions.put(id, new Session(email.isBlank() ? "session" : email, now.plus(SESSION)));
    }
    return Optional.of(cookie(request, id, SESSION.toSeconds()));
  }

  @Override
  public String logout(HttpServletRequest request) {
    refuseForeign(request);
    synchronized (sessions) {
      sessions.remove(cookie(request));
    }
    return cookie(request, "", 0);
  }

  private Optional<Session> session(HttpServletRequest request) {
    synchronized (sessions) {
      return Optional.ofNullable(sessions.get(cookie(request)))
          .filter(session -> session.until().isAfter(clock.instant()));
    }
  }

  private static String cookie(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies != null) {
      for (Cookie cookie : cookies) {
        if (cookie.getName().equals(COOKIE)) {
          return cookie.getValue();
        }
      }
    }
    return "";
  }

  private static String cookie(HttpServletRequest request, String value, long seconds) {
    return COOKIE
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (request.isSecure() ? "; Secure" : "");
  }

  /**
   * Another port of this machine is another site here, although a cookie is sent there too. Behind
   * a proxy with TLS only the browser knows the address that the user sees, so its word comes
   * first.
   */
  private static void refuseForeign(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    boolean foreign =
        site == null
            ? origin != null
                && !origin.equalsIgnoreCase(request.getScheme() + "://" + request.getHeader("Host"))
            : !site.equals("same-origin") && !site.equals("none");
    if (foreign) {
      throw new RefusedException(
          Refusal.forbidden("This request came from another site; it was not carried out."));
    }
  }

  private static void refuseUnproven(HttpServletRequest request) {
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    if (!reads
        && request.getHeader("Sec-Fetch-Site") == null
        && request.getHeader("Origin") == null) {
      throw new RefusedException(
          Refusal.forbidden(
              "A session may change something only from this server's own pages; a program sends"
                  + " the access token instead."));
    }
  }

  private static String origin(HttpServletRequest request) {
    String client = request.getHeader("User-Agent");
    return client != null && client.toLowerCase(Locale.ROOT).startsWith("pressluft-cli")
        ? "cli"
        : "api";
  }

  private record Session(String name, Instant until) {}

  private record TokenCaller(String name, String origin) implements Caller {
    @Override
    public boolean may(Permission permission, UUID environmentId) {
      return true;
    }

    @Override
    public boolean mayEverywhere(Permission permission) {
      return true;
    }
  }
}
