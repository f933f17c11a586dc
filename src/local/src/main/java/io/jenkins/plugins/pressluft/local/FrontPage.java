package io.jenkins.plugins.pressluft.local;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What somebody sees who opens the address in a browser. */
final class FrontPage extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String TEXT =
      """
      Pressluft is running.

      REST endpoint   /api               for example /api/sites, with "Authorization: Bearer <token>"
      Its contract    /api/openapi.yaml
      Command line    pressluft --help

      The access token is in the file "token" of the server's home directory.
      """;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean root = request.getRequestURI().equals("/");
    byte[] body =
        (root
                ? TEXT
                : "{\"code\":\"not_found\",\"message\":\"There is no such path; see / for what there"
                    + " is.\"}")
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(root ? 200 : 404);
    response.setContentType(root ? "text/plain;charset=utf-8" : "application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(body.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(body);
    }
  }
}
