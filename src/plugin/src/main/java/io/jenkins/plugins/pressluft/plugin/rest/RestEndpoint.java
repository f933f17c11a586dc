package io.jenkins.plugins.pressluft.plugin.rest;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.pressluft.api.ApiServlet;
import io.jenkins.plugins.pressluft.plugin.EngineListener;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The engine's servlet while the engine is open. Whatever happens, the answer is JSON: an exception
 * that reached Jenkins would become a page of HTML and open a session.
 */
@Extension
public final class RestEndpoint implements EngineListener {
  /** Where the endpoint lies below Jenkins. */
  static final String PATH = "/pressluft/api";

  private static final Logger LOG = Logger.getLogger(RestEndpoint.class.getName());

  private final Runnable awaitStart;
  private volatile HttpServlet servlet;

  /** As Jenkins makes it. */
  public RestEndpoint() {
    this(() -> Pressluft.get().trouble());
  }

  /** Takes what returns once the engine opens no more, whether it is open then or not. */
  RestEndpoint(Runnable awaitStart) {
    this.awaitStart = awaitStart;
  }

  /** The one of this controller. */
  static RestEndpoint get() {
    return ExtensionList.lookupSingleton(RestEndpoint.class);
  }

  @Override
  public void opened(Pressluft pressluft) {
    open(
        new ApiServlet(
            pressluft.store(),
            pressluft.service(),
            pressluft.events(),
            JenkinsCallers.get(),
            pressluft.uploads(),
            pressluft.meters(),
            ApiServlet.Settings.defaults()));
  }

  @Override
  public void closing() {
    HttpServlet open = servlet;
    servlet = null;
    if (open != null) {
      open.destroy();
    }
  }

  void open(HttpServlet opened) {
    servlet = opened;
  }

  /** Answers; throws nothing that is not the machine's end. */
  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    try {
      HttpServlet open = awaited();
      if (open == null) {
        response.setHeader("Retry-After", "10");
        refuse(
            response,
            503,
            "unavailable",
            "Pressluft is not running in this Jenkins now; its log says why. Try again in a moment.");
        return;
      }
      open.service(new MountedRequest(request, PATH), response);
    } catch (Exception | LinkageError | StackOverflowError e) {
      LOG.log(Level.WARNING, "A request to the REST endpoint ended early", e);
      refuse(response, 500, "internal_error", "Something failed inside Pressluft; see the log.");
    }
  }

  /** The servlet, waited for while the engine opens: Jenkins is up a moment earlier. */
  private HttpServlet awaited() {
    if (servlet == null) {
      awaitStart.run();
    }
    return servlet;
  }

  private static void refuse(HttpServletResponse response, int status, String code, String message)
      throws IOException {
    if (response.isCommitted()) {
      return;
    }
    byte[] body =
        ("{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}")
            .getBytes(StandardCharsets.UTF_8);
    response.resetBuffer();
    response.setStatus(status);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
