package io.jenkins.plugins.pressluft.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.pressluft.web.WebFile;
import io.jenkins.plugins.pressluft.web.WebFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A page of another host with the dashboard in it: below a context path, with a crumb on every
 * change, with a login of its own, under the same strict policy.
 */
final class OtherHost implements AutoCloseable {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";

  private static final String CRUMB = "crumb-7f3a";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final WebFiles FILES = WebFiles.bundled();

  private final ShowHouse house;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  final Set<String> changedWithoutCrumb = new ConcurrentSkipListSet<>();

  OtherHost(ShowHouse house) throws IOException {
    this.house = house;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/ci/pressluft/", this::page);
    server.createContext("/ci/static/", OtherHost::file);
    server.createContext("/ci/pressluft/api/", this::endpoint);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/ci/pressluft/";
  }

  private void page(HttpExchange exchange) throws IOException {
    String html =
        """
        <!doctype html><html lang="en" data-theme="dark"><head><meta charset="utf-8">
        <title>Other host</title><link rel="stylesheet" href="/ci/static/pressluft.css">
        <script type="module" src="/ci/static/app.mjs"></script></head><body>
        <main><div id="pressluft-app" data-host="jenkins" data-api="/ci/pressluft/api"
        data-assets="/ci/static" data-crumb-header="Jenkins-Crumb" data-crumb="%s" data-locale="de">
        </div></main></body></html>
        """
            .formatted(CRUMB);
    exchange.getResponseHeaders().add("Content-Type", "text/html;charset=utf-8");
    exchange.getResponseHeaders().add("Content-Security-Policy", POLICY);
    answer(exchange, 200, html.getBytes(StandardCharsets.UTF_8));
  }

  /** One of the dashboard's files, below {@code /ci/static/}. */
  static void file(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/ci/static/".length());
    WebFile file = FILES.file(name).orElse(null);
    if (file != null) {
      exchange.getResponseHeaders().add("Content-Type", file.contentType());
    }
    answer(exchange, file == null ? 404 : 200, file == null ? new byte[0] : file.bytes());
  }

  private void endpoint(HttpExchange exchange) throws IOException {
    boolean changes = !exchange.getRequestMethod().equals("GET");
    if (changes && !CRUMB.equals(exchange.getRequestHeaders().getFirst("Jenkins-Crumb"))) {
      changedWithoutCrumb.add(exchange.getRequestURI().toString());
      answer(
          exchange,
          403,
          "{\"code\":\"forbidden\",\"message\":\"No crumb.\"}".getBytes(StandardCharsets.UTF_8));
      return;
    }
    String path = exchange.getRequestURI().toString().substring("/ci/pressluft".length());
    String accept = exchange.getRequestHeaders().getFirst("Accept");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(house.url().replaceAll("/$", "") + path))
            .header("Authorization", "Bearer " + house.token())
            .header("Accept", accept == null ? "*/*" : accept)
            .header("Content-Type", "application/json")
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    try {
      HttpResponse<InputStream> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      answer
          .headers()
          .firstValue("Content-Type")
          .ifPresent(type -> exchange.getResponseHeaders().add("Content-Type", type));
      exchange.sendResponseHeaders(answer.statusCode(), 0);
      try (InputStream in = answer.body();
          OutputStream out = exchange.getResponseBody()) {
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          out.write(buffer, 0, n);
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
