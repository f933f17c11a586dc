package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.api.ApiServlet;
import io.jenkins.plugins.pressluft.job.JobSettings;
import io.jenkins.plugins.pressluft.model.JobLimits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server of a temporary home with two sites, whose playbooks are scripted. */
final class TestHouse implements AutoCloseable {
  static final String CONFIG =
      """
      version: 1
      jobs: {time_limit: 1m, backoff: [1s]}
      nodes:
        here: {connection: local}
      storage:
        main: {type: file, path: /srv/backups}
      sites:
        acme:
          name: Acme Shop
          primary: production
          environments:
            production:
              kind: wordpress
              node: here
              storage: main
              path: /srv/acme
              preview_url: http://127.0.0.1:8081/
              fastcgi: 127.0.0.1:9000
              database: {name: wp, host: 127.0.0.1}
              protected: true
              destinations: [/srv/copies]
            staging:
              type: staging
              kind: wordpress
              node: here
              storage: main
              path: /srv/acme-staging
              preview_url: http://127.0.0.1:8082/
              fastcgi: 127.0.0.1:9000
              database: {name: wps, host: 127.0.0.1}
      """;

  final Home home;
  final House house;
  ScriptedPlaybooks playbooks;

  TestHouse(Path directory) throws IOException {
    this(directory, CONFIG);
  }

  TestHouse(Path directory, String config) throws IOException {
    home = new Home(directory.resolve("home")).create();
    Files.writeString(home.config(), config);
    house =
        House.open(
            home,
            new House.Settings(
                home.config(),
                PressluftServer.Bind.of("127.0.0.1", 0, false),
                new JobSettings(
                    2,
                    Duration.ofMillis(50),
                    Duration.ofMillis(20),
                    Duration.ofSeconds(20),
                    () -> JobLimits.DEFAULT,
                    "test:1"),
                new ApiServlet.Settings(64 * 1024, Duration.ofMillis(300)),
                Clock.systemUTC()),
            (place, clock) -> playbooks = new ScriptedPlaybooks(place));
  }

  Api api() {
    return new Api(house.server().endpoint(), token());
  }

  String token() {
    try {
      return Files.readString(home.token()).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The job of an accepted mutation. */
  static String jobId(HttpResponse<String> accepted) {
    if (accepted.statusCode() != 202) {
      throw new AssertionError(accepted.statusCode() + " " + accepted.body());
    }
    return new JsonMapper().readTree(accepted.body()).get("job_id").stringValue();
  }

  /** Waits until a job is final, by its event stream, so that no test sleeps. */
  JsonNode ended(String jobId) {
    HttpResponse<String> stream =
        api()
            .send(
                "GET", "/jobs/" + jobId + "/events", (byte[]) null, "Accept", "text/event-stream");
    if (!stream.body().contains("event: end")) {
      throw new AssertionError(stream.body());
    }
    return api().json("/jobs/" + jobId);
  }

  JsonNode ended(HttpResponse<String> accepted) {
    return ended(jobId(accepted));
  }

  /** A completed full backup of an environment. */
  String backup(String environment) {
    JsonNode job =
        ended(
            api()
                .post(
                    "/environments/" + environment.replace("/", "%2F") + "/backups",
                    "{\"backup_scope\":\"full\"}"));
    if (!job.get("status").stringValue().equals("succeeded")) {
      throw new AssertionError(job.toString());
    }
    return job.get("backup_id").stringValue();
  }

  @Override
  public void close() {
    house.close();
  }
}
