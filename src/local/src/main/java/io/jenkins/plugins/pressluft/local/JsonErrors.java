package io.jenkins.plugins.pressluft.local;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.json.JsonMapper;

/** What the server refuses before the endpoint sees it, in the endpoint's words. */
final class JsonErrors extends ErrorHandler {
  private static final Map<Integer, String> CODES =
      Map.of(401, "unauthorized", 403, "forbidden", 404, "not_found", 405, "method_not_allowed");

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
    String code = CODES.getOrDefault(status, status >= 500 ? "internal_error" : "bad_request");
    String sentence =
        status >= 500 || message == null
            ? "The server could not take this request (" + status + ")."
            : message.toString();
    byte[] body =
        new JsonMapper()
            .writeValueAsString(Map.of("code", code, "message", sentence))
            .getBytes(StandardCharsets.UTF_8);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
