package io.jenkins.plugins.pressluft.local;

import java.util.Locale;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses requests whose {@code Host} is not this machine. A page of another site can make a
 * browser resolve its own name to 127.0.0.1 (DNS rebinding); its requests then carry that name.
 */
final class HostCheck extends Handler.Wrapper {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  HostCheck(Handler handler) {
    super(handler);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String host = request.getHeaders().get(HttpHeader.HOST);
    if (host == null || !LOOPBACK.contains(name(host))) {
      Response.writeError(
          request,
          response,
          callback,
          HttpStatus.MISDIRECTED_REQUEST_421,
          "This server answers only as localhost or 127.0.0.1.");
      return true;
    }
    return super.handle(request, response, callback);
  }

  private static String name(String host) {
    int colon = host.lastIndexOf(':');
    String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
