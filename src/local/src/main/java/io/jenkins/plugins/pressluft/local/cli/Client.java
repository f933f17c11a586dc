package io.jenkins.plugins.pressluft.local.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Speaks to the REST endpoint and turns its refusals into sentences and exit codes. */
final class Client {
  static final JsonMapper JSON = new JsonMapper();
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofMinutes(6);
  private static final Duration UPLOAD = Duration.ofHours(2);

  private final URI endpoint;
  private final String token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * A client.
   *
   * @param token a bearer token, {@code user:api-token} for a controller, or null
   */
  Client(URI endpoint, String token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  /** One segment of a path, safe for any name. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Reads something. */
  Answer get(String path) {
    return send(request(path).GET().timeout(ANSWER).build());
  }

  /** Changes something. */
  Answer post(String path, ObjectNode body) {
    HttpRequest.Builder request = request(path).timeout(ANSWER);
    if (body == null) {
      return send(request.POST(HttpRequest.BodyPublishers.noBody()).build());
    }
    return send(
        request
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build());
  }

  /**
   * Sends a file.
   *
   * @throws CommandException also when the file cannot be read
   */
  Answer send(String path, Path file, String contentType) {
    try {
      return send(
          request(path)
              .timeout(UPLOAD)
              .header("Content-Type", contentType)
              .POST(HttpRequest.BodyPublishers.ofFile(file))
              .build());
    } catch (FileNotFoundException e) {
      throw new CommandException(
          ExitCode.USAGE, "The file " + Plain.line(file.toString()) + " cannot be read.");
    }
  }

  /**
   * The lines of an event stream, as they come; the caller closes it.
   *
   * @param after only events with a greater sequence
   * @throws IOException when the connection broke or could not be made; trying again may help
   */
  Stream<String> events(String jobId, long after) throws IOException {
    HttpRequest request =
        request("/jobs/" + segment(jobId) + "/events")
            .setHeader("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(after))
            .GET()
            .build();
    HttpResponse<Stream<String>> response =
        interruptibly(() -> http.send(request, HttpResponse.BodyHandlers.ofLines()));
    if (response.statusCode() / 100 == 2) {
      return response.body();
    }
    try (Stream<String> lines = response.body()) {
      throw failure(response.statusCode(), String.join("\n", lines.limit(50).toList()));
    }
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .header("User-Agent", "pressluft-cli")
            .header("Accept", "application/json");
    if (token != null) {
      builder.header(
          "Authorization",
          token.contains(":")
              ? "Basic "
                  + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8))
              : "Bearer " + token);
    }
    return builder;
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          interruptibly(
              () -> http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)));
      if (response.statusCode() / 100 == 2) {
        return new Answer(
            response.body(), response.headers().firstValue("Pressluft-Next-Cursor").orElse(null));
      }
      throw failure(response.statusCode(), response.body());
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** The sentence for a server that does not answer. */
  CommandException unreachable(IOException e) {
    String reason = e.getMessage() == null ? "no connection" : Plain.line(e.getMessage());
    return new CommandException(
        ExitCode.UNREACHABLE,
        "The server at "
            + endpoint
            + " does not answer ("
            + reason
            + "). Is it running? \"pressluft serve\" starts one here; --url names another.");
  }

  private static CommandException failure(int status, String body) {
    String message = null;
    try {
      message = JSON.readTree(body).path("message").stringValue(null);
    } catch (JacksonException e) {
      // not ours: a proxy's or a controller's page; its status still tells
    }
    if (message == null) {
      message = "The server answered with status " + status + " and nothing that can be read.";
    }
    int exit =
        switch (status) {
          case 400, 405, 413 -> ExitCode.USAGE;
          case 401, 403 -> ExitCode.NOT_ALLOWED;
          case 404 -> ExitCode.NOT_FOUND;
          case 409 -> ExitCode.REFUSED;
          default -> ExitCode.SERVER_FAULT;
        };
    return new CommandException(exit, Plain.block(message), body);
  }

  private static <T> T interruptibly(Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException, InterruptedException;
  }

  /**
   * What the server said.
   *
   * @param text exactly as it came
   * @param nextCursor of a list; null when there is no next page
   */
  record Answer(String text, String nextCursor) {
    /** As a tree. */
    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (JacksonException e) {
        throw new CommandException(
            ExitCode.SERVER_FAULT, "The server's answer is not JSON; is --url its REST endpoint?");
      }
    }
  }
}
