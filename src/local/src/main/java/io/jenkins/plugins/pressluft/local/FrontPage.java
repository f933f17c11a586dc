package io.jenkins.plugins.pressluft.local;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What somebody sees who opens the address: the dashboard in a browser, a few lines elsewhere. */
final class FrontPage extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String TEXT =
      """
      Pressluft is running.

      Dashboard       open this address in a browser
      REST endpoint   /api               for example /api/sites, with "Authorization: Bearer <token>"
      Its contract    /api/openapi.yaml
      Command line    pressluft --help

      The access token is in the file "token" of the server's home directory.
      """;
  private static final String NOTHING =
      "{\"code\":\"not_found\",\"message\":\"There is no such path; see / for what there is.\"}";

  private final transient DashboardPage page;

  FrontPage(DashboardPage page) {
    this.page = page;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!request.getRequestURI().equals("/")) {
      send(request, response, 404, "application/json", bytes(NOTHING));
    } else if (isBrowser(request)) {
      response.setHeader("Content-Security-Policy", DashboardPage.POLICY);
      response.setHeader("Referrer-Policy", "same-origin");
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Vary", "Accept, Accept-Language");
      send(request, response, 200, "text/html;charset=utf-8", page.in(request.getLocales()));
    } else {
      response.setHeader("Vary", "Accept");
      send(request, response, 200, "text/plain;charset=utf-8", bytes(TEXT));
    }
  }

  private static boolean isBrowser(HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String contentType,
      byte[] body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(contentType);
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }
}
