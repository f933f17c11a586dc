package io.jenkins.plugins.pressluft.lab;

import static io.jenkins.plugins.pressluft.lab.DemoStory.expect;
import static io.jenkins.plugins.pressluft.lab.DemoStory.read;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * The part of the demonstration that brings new code before visitors: good code, code that is
 * broken for visitors only, and code that PHP cannot read. Visitors are on the site all the time.
 */
final class DemoRollout {

  private static final Duration JOB_LIMIT = Duration.ofMinutes(5);
  private static final Duration PAUSE = Duration.ofMillis(40);
  private static final int VISITORS = 2;

  private final Narrator say;
  private final LabHost lab;
  private final LabServer server;
  private final RestClient client;
  private final WordPress site;
  private final String greeting;

  /**
   * @param greeting a text on the front page that is in the database, not in the code
   */
  DemoRollout(Narrator say, LabHost lab, LabServer server, String greeting) {
    this.say = say;
    this.lab = lab;
    this.server = server;
    this.client = server.client();
    this.site = lab.wordpress();
    this.greeting = greeting;
  }

  /** What a deploy came to, and what visitors saw of it. */
  private record Rollout(JsonNode job, LoadProbe.Report seen) {
    JsonNode told() {
      return job.path("result").path("deploy");
    }

    String error() {
      return job.path("error_code").asString("");
    }
  }

  void tell() {
    DemoReleases releases =
        say.step(
            "New code: four archives, made from the live release",
            () ->
                DemoReleases.of(
                    site, LabHost.privateDirectory(lab.directory().resolve("new-code"))));
    good(releases.good());
    failing(releases.failing());
    unfinished(releases.unfinished());
    new DemoPipeline(say, server, client, site, greeting).losing(releases.losing());
    agree();
  }

  private Rollout deploy(String title, Path archive, Predicate<String> good) {
    LoadProbe visitors = LoadProbe.start(site.url(), VISITORS, PAUSE, good);
    JsonNode job;
    try {
      job =
          say.step(
              title,
              () -> {
                RestClient.Reply reply =
                    client.post(
                        RestClient.environment(site.slugPath(), "deploy"),
                        DemoReleases.order(archive));
                return client.awaitJob(reply.jobId(), JOB_LIMIT);
              });
    } finally {
      visitors.close();
    }
    return new Rollout(job, visitors.stop());
  }

  private boolean isNew(String page) {
    return page.contains(greeting) && page.contains(DemoReleases.MARK);
  }

  private void good(Path archive) {
    Path old = site.release();
    AtomicInteger incomplete = new AtomicInteger();
    LoadProbe visitors =
        LoadProbe.start(
            site.url(),
            VISITORS,
            PAUSE,
            page -> {
              if (!page.contains(greeting)) {
                incomplete.incrementAndGet();
              }
              return isNew(page);
            });
    JsonNode job;
    try {
      job = new DemoPipeline(say, server, client, site, greeting).good(archive);
    } finally {
      visitors.close();
    }
    Rollout rollout = new Rollout(job, visitors.stop());
    Answer page = site.get("");
    expect("succeeded".equals(rollout.job().path("status").asString("")), failure(rollout));
    expect(isNew(page.body()) && page.ok(), "the new release is not served: " + page.status());
    expect(!site.release().equals(old), "no new release is live");
    LoadProbe.Report seen = rollout.seen();
    expect(
        seen.statuses().keySet().equals(Set.of(200)) && incomplete.get() == 0,
        "visitors saw errors during a good deploy: " + seen.summary());
    expect(!DemoStory.mixed(seen), "a visitor saw the old release after another one saw the new");
    say.good("the page says \"" + DemoReleases.MARK + "\" as soon as the deploy has ended");
    say.good("the way there: " + stages(rollout.job()));
    say.good(
        String.format(
            Locale.ROOT,
            "visitors meanwhile: %d saw the old release, then %d the new one, none an error,"
                + " the longest wait was %s",
            seen.failed(),
            seen.samples().size() - seen.failed(),
            seconds(seen.longest())));
    agree();
  }

  private void failing(Path archive) {
    Path live = site.release();
    Rollout rollout = deploy("A deploy of code that fails only for visitors", archive, this::isNew);
    expect("HEALTH_CHECK_FAILED".equals(rollout.error()), failure(rollout));
    expect(
        "rolled_back".equals(rollout.told().path("outcome").asString("")),
        "the broken release was refused, not rolled back: " + rollout.job());
    say.bad("HEALTH_CHECK_FAILED: " + reasons(rollout.told().path("health")));
    say.good("the way there and back: " + stages(rollout.job()));
    outage(rollout);
    wayBack(rollout);
    expect(site.release().equals(live), "the release before is not live again");
    agree();
  }

  /** Nobody may see an error for longer than the gate needed to notice and to go back. */
  private void outage(Rollout rollout) {
    LoadProbe.Report seen = rollout.seen();
    expect(
        seen.statuses().keySet().equals(Set.of(200, 500))
            && seen.failed() == seen.statuses().get(500),
        "visitors should see the good page or 500: " + seen.summary());
    Duration gate = Duration.ofMillis(rollout.told().path("unhealthy_ms").asLong(-1));
    Duration outage = seen.outage();
    // The first one may have been sent before the switch, and the last one answered after it.
    Duration edges =
        seen.samples().stream()
            .filter(sample -> !sample.good())
            .map(LoadProbe.Sample::took)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    expect(
        !gate.isNegative() && outage.compareTo(gate.plus(edges)) <= 0,
        "visitors saw errors for %s, but the health gate took %s"
            .formatted(seconds(outage), seconds(gate)));
    say.bad(
        String.format(
            Locale.ROOT,
            "visitors meanwhile: %d of %d requests saw an error, within %s",
            seen.failed(),
            seen.samples().size(),
            seconds(outage)));
    Duration noticed = Duration.ZERO;
    for (JsonNode check : rollout.told().path("health")) {
      noticed = noticed.plusMillis(check.path("duration_ms").asLong(0));
    }
    say.good(
        "the health gate took %s: %s until it was sure, the rest to go back, look again and clear away"
            .formatted(seconds(gate), seconds(noticed)));
  }

  private void wayBack(Rollout rollout) {
    Answer page = site.get("");
    expect(page.ok() && isNew(page.body()), "after the way back the site answers " + page.status());
    String id = rollout.job().path("result").path("rollback_job_id").asString("");
    JsonNode rollback = read(client, "/jobs/" + id);
    expect(
        "release_rollback".equals(rollback.path("job_type").asString(""))
            && "succeeded".equals(rollback.path("status").asString(""))
            && rollout
                .job()
                .path("id")
                .asString()
                .equals(rollback.at("/result/rollback/of_job").asString("")),
        "the way back is not recorded: " + rollback);
    say.good("nobody had to help: release_rollback " + id + " is on record");
  }

  private void unfinished(Path archive) {
    Path live = site.release();
    Rollout rollout = deploy("A deploy of code that PHP cannot read", archive, this::isNew);
    expect("PHP_SYNTAX_ERROR".equals(rollout.error()), failure(rollout));
    expect(
        rollout.seen().failed() == 0,
        "visitors saw the release that was refused: " + rollout.seen().summary());
    expect(site.release().equals(live), "the live release changed");
    say.good("refused: PHP_SYNTAX_ERROR: " + sentence(rollout.job()));
    say.good("the way there: " + stages(rollout.job()));
    say.good(
        "visitors meanwhile: all %d requests saw the good release"
            .formatted(rollout.seen().samples().size()));
    agree();
  }

  /** Record, link and page must name the same release. */
  private void agree() {
    JsonNode environment = read(client, RestClient.environment(site.slugPath(), ""));
    String current = environment.path("current_release_id").asString("");
    String path = "";
    for (JsonNode release : read(client, RestClient.environment(site.slugPath(), "releases"))) {
      if (release.path("id").asString("").equals(current)) {
        path = release.path("path").asString("");
        expect(
            "healthy".equals(release.path("health_status").asString("")),
            "the live release is not healthy on record: " + release);
      }
    }
    expect(
        !path.isEmpty() && site.path().resolve(path).equals(site.release()),
        "the record says '%s', the link %s".formatted(path, site.release()));
    expect(
        "active".equals(environment.path("status").asString("")),
        "the environment is not active: " + environment);
    expect(isNew(site.get("").body()), "the page is not that of " + path);
    say.good("record, link and page agree: " + path + ", healthy");
  }

  /** How long each stage was at work, by the job's own events. */
  private String stages(JsonNode job) {
    List<String> told = new ArrayList<>();
    String stage = "";
    Instant since = null;
    String id = job.path("id").asString("");
    for (JsonNode event : read(client, "/jobs/" + id + "/events?limit=1000").path("events")) {
      if (!"stage".equals(event.path("type").asString(""))) {
        continue;
      }
      Instant at = Instant.parse(event.path("at").asString(""));
      if (since != null) {
        told.add(stage + " " + seconds(Duration.between(since, at)));
      }
      stage = event.path("payload").path("stage").asString("");
      since = at;
    }
    expect(since != null, "job " + id + " tells no stages");
    Instant end = Instant.parse(job.path("finished_at").asString(""));
    told.add(stage + " " + seconds(Duration.between(since, end)));
    return String.join(", ", told);
  }

  private static String reasons(JsonNode checks) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode check : checks) {
      if (!check.path("ok").asBoolean(true)) {
        reasons.add(check.path("name").asString("") + ": " + check.path("reason").asString(""));
      }
    }
    return String.join("; ", reasons);
  }

  /** The job's error without the end of the log that follows it. */
  private static String sentence(JsonNode job) {
    return job.path("error_message").asString("").lines().findFirst().orElse("");
  }

  private static String failure(Rollout rollout) {
    JsonNode job = rollout.job();
    return "env_deploy %s: %s %s"
        .formatted(job.path("status").asString(""), rollout.error(), sentence(job));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
