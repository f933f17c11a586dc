package io.jenkins.plugins.pressluft.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays WordPress's update service on loopback: says which updates there are for what is installed,
 * and gives their packages. What is not installed, or has the offered version already, is not
 * offered.
 */
public final class UpdateMirror implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  // Packages lie where the real service keeps them, so the updater must be led to the mirror twice.
  private static final String DOWNLOADS = "https://downloads.wordpress.org";

  private final Map<String, Map<String, String>> plugins = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> themes = new ConcurrentHashMap<>();
  private final Map<String, byte[]> packages = new ConcurrentHashMap<>();
  private volatile String core;
  private final ExecutorService threads;
  private final HttpServer server;

  private UpdateMirror(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Starts it on a free port. */
  public static UpdateMirror start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      UpdateMirror mirror = new UpdateMirror(server, Executors.newFixedThreadPool(4));
      server.setExecutor(mirror.threads);
      server.createContext("/", mirror::answer);
      server.start();
      return mirror;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Offers a version of a plugin.
   *
   * @param slug the plugin's directory; its main file has the same name
   * @param files the package's, by their path in it
   */
  public void offerPlugin(String slug, String version, Map<String, String> files) {
    String path = "/plugin/" + slug + "." + version + ".zip";
    String file = slug + "/" + slug + ".php";
    packages.put(path, zip(files));
    plugins.put(
        file,
        Map.of(
            "id", file,
            "slug", slug,
            "plugin", file,
            "new_version", version,
            "url", "https://example.org/",
            "package", DOWNLOADS + path));
  }

  /** Offers a version of a theme. */
  public void offerTheme(String slug, String version, Map<String, String> files) {
    String path = "/theme/" + slug + "." + version + ".zip";
    packages.put(path, zip(files));
    themes.put(
        slug,
        Map.of(
            "theme",
            slug,
            "new_version",
            version,
            "url",
            "https://example.org/",
            "package",
            DOWNLOADS + path));
  }

  /**
   * Offers a version of WordPress.
   *
   * @param files those that differ, by their path in the package
   */
  public void offerCore(String version, Map<String, String> files) {
    packages.put("/release/wordpress-" + version + ".zip", zip(files));
    core = version;
  }

  /** From now on there is nothing new. */
  public void withdrawAll() {
    core = null;
    plugins.clear();
    themes.clear();
    packages.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String form =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
      String path = exchange.getRequestURI().getPath();
      byte[] body =
          switch (path) {
            case "/plugins/update-check/1.1/" -> updates("plugins", fields(form), plugins);
            case "/themes/update-check/1.1/" -> updates("themes", fields(form), themes);
            case "/core/version-check/1.7/" ->
                core(fields(exchange.getRequestURI().getRawQuery()).get("version"));
            case "/core/checksums/1.0/" -> JSON.writeValueAsBytes(Map.of("checksums", false));
            default -> packages.get(path);
          };
      exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
      if (body != null) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static byte[] updates(
      String kind, Map<String, String> form, Map<String, Map<String, String>> offers) {
    JsonNode installed = JSON.readTree(form.get(kind)).path(kind);
    Map<String, Map<String, String>> newer = new HashMap<>();
    offers.forEach(
        (name, offer) -> {
          String version = installed.path(name).path("Version").asString("");
          if (!version.isEmpty() && !version.equals(offer.get("new_version"))) {
            newer.put(name, offer);
          }
        });
    return JSON.writeValueAsBytes(
        Map.of(kind, newer, "no_update", Map.of(), "translations", List.of()));
  }

  private byte[] core(String installed) {
    String version = core == null ? installed : core;
    String url = DOWNLOADS + "/release/wordpress-" + version + ".zip";
    Map<String, Object> offer = new HashMap<>();
    offer.put("response", version.equals(installed) ? "latest" : "upgrade");
    offer.put("download", url);
    offer.put("locale", "en_US");
    offer.put("packages", Map.of("full", url));
    offer.put("current", version);
    offer.put("version", version);
    offer.put("php_version", "5.6.20");
    offer.put("mysql_version", "5.0");
    offer.put("new_bundled", version);
    offer.put("partial_version", false);
    return JSON.writeValueAsBytes(Map.of("offers", List.of(offer), "translations", List.of()));
  }

  private static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new HashMap<>();
    for (String field : encoded.split("&")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  private static byte[] zip(Map<String, String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
