package io.jenkins.plugins.pressluft.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A form of another host with a select of backups, as on Jenkins' page of a job's parameters. */
final class FormHost implements AutoCloseable {
  static final String OLDER = "0c0ffee0-0000-4000-8000-000000000001";
  static final String NEWER = "0c0ffee0-0000-4000-8000-000000000002";
  static final String HOSTILE = "<img src=x onerror=alert(1)> \"import\" & more";

  private static final String PAGE =
      """
      <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parameters</title>
      <link rel="stylesheet" href="/ci/static/pressluft.css">
      <script type="module" src="/ci/static/choices.mjs"></script></head><body><main><h1>Restore</h1><form>
      <input type="hidden" name="name" value="BACKUP">
      <div class="jenkins-select"><select class="jenkins-select__input" name="value" required
          data-pressluft-choices="/ci/static" data-locale="en" aria-label="Backup">
      <option value="">Choose a backup</option>
      <option value="%s" data-backup='{"backup_scope":"full","size_bytes":15099494,
        "created_at":"2026-11-20T18:30:00Z","completed_at":"2026-11-20T18:30:09Z",
        "verified_at":"2026-11-20T19:30:00Z","purpose":"safety","message":"%s"}'>newer</option>
      <option value="%s" data-backup='{"backup_scope":"db","size_bytes":4096,
        "created_at":"2026-11-17T20:30:00Z","completed_at":"2026-11-17T20:30:02Z",
        "verified_at":null,"purpose":"requested","message":"before the autumn"}'>older</option>
      </select></div><button>Build</button></form></main></body></html>
      """
          .formatted(
              NEWER,
              HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "\\&quot;"),
              OLDER);

  private final HttpServer server;

  FormHost() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/ci/job/", FormHost::page);
    server.createContext("/ci/static/", OtherHost::file);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/ci/job/";
  }

  private static void page(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().add("Content-Type", "text/html;charset=utf-8");
    exchange.getResponseHeaders().add("Content-Security-Policy", OtherHost.POLICY);
    OtherHost.answer(exchange, 200, PAGE.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
