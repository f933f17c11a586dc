package io.jenkins.plugins.pressluft.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Serves {@code /<version>/<file>}: for ever under the version of now, never under another one.
 * Nobody has to be known for it: the files are the same for everybody and hold no secret.
 */
public final class WebFilesServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String YEAR = "public, max-age=31536000, immutable";

  private final transient WebFiles files;

  /** For these files. */
  public WebFilesServlet(WebFiles files) {
    this.files = files;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    Optional<WebFile> found = find(request.getPathInfo());
    if (found.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      response.setHeader("Cache-Control", "no-store");
      response.setContentLength(0);
      return;
    }
    WebFile file = found.get();
    response.setHeader("ETag", file.tag());
    response.setHeader("Cache-Control", YEAR);
    response.setHeader("Vary", "Accept-Encoding");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    if (holds(request.getHeader("If-None-Match"), file.tag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(file.contentType());
    boolean gzip = acceptsGzip(request.getHeader("Accept-Encoding"));
    byte[] body = gzip ? file.compressed() : file.bytes();
    if (gzip) {
      response.setHeader("Content-Encoding", "gzip");
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private Optional<WebFile> find(String path) {
    String prefix = "/" + files.version() + "/";
    return path != null && path.startsWith(prefix)
        ? files.file(path.substring(prefix.length()))
        : Optional.empty();
  }

  private static boolean holds(String header, String tag) {
    return header != null && (header.strip().equals("*") || header.contains(tag));
  }

  private static boolean acceptsGzip(String header) {
    if (header == null) {
      return false;
    }
    for (String part : header.toLowerCase(Locale.ROOT).split(",")) {
      String[] words = part.strip().split(";");
      if (words[0].strip().equals("gzip")) {
        return words.length == 1 || !words[1].replace(" ", "").matches("q=0(\\.0*)?");
      }
    }
    return false;
  }
}
