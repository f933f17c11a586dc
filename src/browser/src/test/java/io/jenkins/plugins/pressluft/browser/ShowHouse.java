package io.jenkins.plugins.pressluft.browser;

import io.jenkins.plugins.pressluft.api.ApiServlet;
import io.jenkins.plugins.pressluft.job.JobSettings;
import io.jenkins.plugins.pressluft.local.Home;
import io.jenkins.plugins.pressluft.local.House;
import io.jenkins.plugins.pressluft.local.PressluftServer;
import io.jenkins.plugins.pressluft.model.JobLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;

/** A whole server whose playbooks are staged, and which can be stopped and started again. */
final class ShowHouse implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Home home;
  private int port;
  private House house;
  StagedPlaybooks playbooks;

  ShowHouse(Path directory, String config) throws IOException {
    home = new Home(directory.resolve("home")).create();
    Files.writeString(home.config(), config);
    start();
  }

  /** Starts it, on the same port as before. */
  void start() {
    house =
        House.open(
            home,
            new House.Settings(
                home.config(),
                PressluftServer.Bind.of("127.0.0.1", port, false),
                new JobSettings(
                    4,
                    Duration.ofMillis(100),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(20),
                    () -> JobLimits.DEFAULT,
                    "controller:4242"),
                new ApiServlet.Settings(64 * 1024, Duration.ofSeconds(1)),
                Clock.systemUTC()),
            (place, clock) ->
                playbooks = playbooks == null ? new StagedPlaybooks(place.directory()) : playbooks);
    port = house.server().endpoint().getPort();
  }

  void stop() {
    house.close();
  }

  /** Writes a past while the server is away. */
  void remember(PastWriter writer) throws Exception {
    stop();
    try (Past past = new Past(home.database())) {
      writer.write(past);
    }
    start();
  }

  /** Makes up what was. */
  interface PastWriter {
    void write(Past past) throws Exception;
  }

  /** Puts a secret into the home; it is read when it is needed. */
  void secret(String name, String value) throws IOException {
    Path directory = Files.createDirectories(home.directory().resolve("secrets"));
    Path file = Files.writeString(directory.resolve(name), value);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  Path database() {
    return home.database();
  }

  /** The address of the dashboard, with a slash at its end. */
  String url() {
    return house.server().endpoint().toString().replace("/api", "/");
  }

  String token() {
    try {
      return Files.readString(home.token()).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  JsonNode get(String path) {
    return answer(HttpRequest.newBuilder(address(path)));
  }

  /** Asks for a change; the id of its job. */
  String post(String path, String body) {
    return answer(
            HttpRequest.newBuilder(address(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .path("job_id")
        .asString();
  }

  /** Waits until a job is in a state. */
  void await(String job, String status) {
    Waiting.until(
        "job " + job + " is " + status,
        () -> get("/jobs/" + job).get("status").stringValue().equals(status));
  }

  private URI address(String path) {
    return URI.create(house.server().endpoint() + path);
  }

  private JsonNode answer(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          HTTP.send(
              request.header("Authorization", "Bearer " + token()).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
      }
      return StagedPlaybooks.JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    house.close();
  }

  /** Waits for a condition, looking often and never longer than needed. */
  static final class Waiting {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Waiting() {}

    static void until(String what, Callable<Boolean> condition) {
      long end = System.nanoTime() + LONGEST.toNanos();
      try {
        while (!condition.call()) {
          if (System.nanoTime() > end) {
            throw new AssertionError("waited in vain until " + what);
          }
          Thread.sleep(20);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      } catch (Exception e) {
        throw new AssertionError("while waiting until " + what, e);
      }
    }
  }
}
