package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * What a visitor got.
 *
 * @param status the HTTP status; redirects are not followed
 * @param millis from sending the request to the last byte
 */
public record Answer(int status, String body, long millis) {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * Asks as a visitor would.
   *
   * @throws UncheckedIOException when there is no answer at all within 60 seconds
   */
  public static Answer of(String url) {
    return send(HttpRequest.newBuilder(URI.create(url)).GET());
  }

  /** Sends a form as a browser would. */
  static Answer ofForm(String url, String form) {
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private static Answer send(HttpRequest.Builder request) {
    long start = System.nanoTime();
    try {
      HttpResponse<String> response =
          CLIENT.send(
              request.timeout(Duration.ofSeconds(60)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(), response.body(), (System.nanoTime() - start) / 1_000_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for an answer", e);
    }
  }

  public boolean ok() {
    return status == 200;
  }

  public boolean shows(String text) {
    return ok() && body.contains(text);
  }
}
