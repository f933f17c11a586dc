package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the REST endpoint as a script would: with a bearer token and JSON. */
public final class RestClient {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration POLL = Duration.ofMillis(100);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;
  private final String token;

  public RestClient(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /**
   * What the endpoint answered.
   *
   * @param json the body; a missing node when there was none or it was no JSON
   */
  public record Reply(int status, JsonNode json, String text) {

    /** The error's code; empty for a success. */
    public String code() {
      return status / 100 == 2 ? "" : json.path("code").asString("");
    }

    public String message() {
      return json.path("message").asString(text);
    }

    /**
     * The job that a mutation was given.
     *
     * @throws IllegalStateException when it was refused
     */
    public String jobId() {
      if (status != 202) {
        throw new IllegalStateException("HTTP " + status + " " + code() + ": " + message());
      }
      return json.path("job_id").asString();
    }
  }

  /** Reads {@code path}, which begins with a slash. */
  public Reply get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
  }

  /** Sends a JSON object to {@code path}. */
  public Reply post(String path, Map<String, ?> body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
  }

  /** {@code /environments/<slug path>/<what>}, encoded. */
  public static String environment(String slugPath, String what) {
    String id = URLEncoder.encode(slugPath, StandardCharsets.UTF_8);
    return "/environments/" + id + (what.isEmpty() ? "" : "/" + what);
  }

  /**
   * Waits until a job has ended.
   *
   * @throws IllegalStateException when it has not within {@code limit}
   */
  public JsonNode awaitJob(String id, Duration limit) {
    JsonNode[] job = new JsonNode[1];
    boolean ended =
        Waiting.until(
            limit,
            POLL,
            () -> {
              job[0] = get("/jobs/" + id).json();
              return switch (job[0].path("status").asString("")) {
                case "succeeded", "failed", "cancelled" -> true;
                default -> false;
              };
            });
    if (!ended) {
      throw new IllegalStateException("the job has not ended within " + limit + ": " + job[0]);
    }
    return job[0];
  }

  /**
   * Waits until a job has succeeded.
   *
   * @throws IllegalStateException with the job's own error when it ended otherwise
   */
  public JsonNode succeeded(String id, Duration limit) {
    JsonNode job = awaitJob(id, limit);
    if (!"succeeded".equals(job.path("status").asString(""))) {
      throw new IllegalStateException(
          "%s %s: %s %s"
              .formatted(
                  job.path("job_type").asString(""),
                  job.path("status").asString(""),
                  job.path("error_code").asString(""),
                  job.path("error_message").asString("")));
    }
    return job;
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(
              request
                  .header("Authorization", "Bearer " + token)
                  .header("Accept", "application/json")
                  .timeout(Duration.ofMinutes(2))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), json(response.body()), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an answer", e);
    }
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException noJson) {
      return JSON.missingNode();
    }
  }
}
