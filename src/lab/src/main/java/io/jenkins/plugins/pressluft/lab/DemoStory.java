package io.jenkins.plugins.pressluft.lab;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * What the demonstration does, from an empty directory to a site that is whole again and got new
 * code. Every claim that it prints was checked; the first that does not hold ends it.
 */
final class DemoStory {

  private static final Duration JOB_LIMIT = Duration.ofMinutes(5);
  private static final String GREETING = "The harbour in November";

  private final Narrator say;
  private final LabOptions options;
  private final boolean overSsh;
  private final boolean undo;
  private final Consumer<LabHost> owner;

  private LabHost lab;
  private WordPress site;
  private LabServer server;
  private RestClient client;
  private Before before;
  private int brokenStatus;

  /** What has to be there again after the restore. */
  private record Before(String content, String rows, String upload, String tables) {}

  DemoStory(Narrator say, LabOptions options, List<String> words, Consumer<LabHost> owner) {
    this.say = say;
    this.options = options;
    this.overSsh = words.contains("--ssh");
    this.undo = words.contains("--undo");
    this.owner = owner;
  }

  void tell() {
    say.title("Pressluft: a WordPress is backed up, broken, made whole again, and gets new code");
    startSite();
    startServer();
    String backup = backUp(site, "full", "before the accident");
    accident();
    refusals(backup);
    dryRun(backup);
    restore(backup);
    if (undo) {
      takeBack(backup);
    }
    record(backup);
    say.line("");
    new DemoRollout(say, lab, server, GREETING).tell();
  }

  private void startSite() {
    lab =
        say.step(
            "Two WordPress sites of their own on this machine",
            () -> {
              LabHost started = LabHost.start(options);
              owner.accept(started);
              return started;
            });
    site = lab.wordpress();
    Answer page = site.get("");
    expect(page.shows(GREETING), "the new site does not show its posts");
    say.good(site.url() + " answers " + page.status() + ", \"" + GREETING + "\" is on its page");
    before =
        new Before(
            site.contentHash(),
            site.databaseChecksum(),
            site.uploadHash(site.upload()),
            site.sql("show tables;"));
    say.fact("everything is in " + lab.directory());
  }

  private void startServer() {
    server =
        say.step(
            "The Pressluft server",
            () -> {
              RegistryFile registry = overSsh ? RegistryFile.overSsh(lab) : RegistryFile.local(lab);
              registry.with(site.slugPath(), "protected", "true");
              return LabServer.start(lab, registry);
            });
    client = server.client();
    JsonNode environment = read(RestClient.environment(site.slugPath(), ""));
    expect(
        "active".equals(environment.path("status").asString("")),
        "the environment is not active: " + environment);
    say.good(server.url() + " knows " + site.slugPath() + ", declared in its pressluft.yml");
  }

  private String backUp(WordPress of, String scope, String message) {
    String job =
        say.step(
            "A " + scope + " backup of " + of.slugPath(),
            () -> {
              RestClient.Reply reply =
                  client.post(
                      RestClient.environment(of.slugPath(), "backups"),
                      Map.of("backup_scope", scope, "message", message));
              client.succeeded(reply.jobId(), JOB_LIMIT);
              return reply.jobId();
            });
    JsonNode backup = read(RestClient.environment(of.slugPath(), "backups")).path(0);
    expect(
        "completed".equals(backup.path("status").asString("")),
        "job " + job + " left a backup that is not completed: " + backup);
    String id = backup.path("id").asString("");
    say.good(
        "backup %s: %s, read back from storage, checksum %s..."
            .formatted(
                id,
                size(backup.path("size_bytes").asLong(0)),
                firstTwelve(backup.path("checksum").asString("").replace("sha256:", ""))));
    return id;
  }

  private void accident() {
    say.step(
        "An accident",
        () -> {
          site.changePost(site.posts().get(1), "<p>lorem ipsum</p>");
          site.deletePost(site.posts().get(0));
          site.overwriteUpload(
              site.upload(), "this is not a picture".getBytes(StandardCharsets.UTF_8));
          site.dropTable("options");
          return null;
        });
    Answer page = site.get("");
    expect(!page.ok(), "the broken site still answers 200");
    brokenStatus = page.status();
    say.bad(
        "a post deleted, another overwritten, a picture overwritten, the options table dropped");
    say.bad(site.url() + " now answers " + page.status());
  }

  private void refusals(String backup) {
    String foreign = backUp(lab.wordpress("shop/production"), "db", "the neighbour's");
    refused("a backup of another site", Map.of("backup_id", foreign), "backup_not_owned");
    refused(
        "a backup that does not exist",
        Map.of("backup_id", UUID.randomUUID().toString()),
        "not_found");
    refused(
        "a protected site without the typed confirmation",
        Map.of("backup_id", backup),
        "confirmation_required");
    refused(
        "a mistyped confirmation",
        Map.of("backup_id", backup, "confirmation", "RESTORE it"),
        "confirmation_mismatch");
    refused(
        "the right backup, but another environment was meant",
        Map.of(
            "backup_id",
            backup,
            "confirmation",
            "RESTORE " + backup,
            "expect_environment",
            "acme/staging"),
        "conflict");
  }

  private void refused(String what, Map<String, ?> body, String code) {
    checkRefusal(what, client.post(RestClient.environment(site.slugPath(), "restore"), body), code);
  }

  private void checkRefusal(String what, RestClient.Reply reply, String code) {
    expect(
        reply.code().equals(code),
        what + " should be refused with " + code + " but: " + reply.status() + " " + reply.text());
    say.good("refused: %s: %d %s".formatted(what, reply.status(), code));
  }

  private void dryRun(String backup) {
    String tree = site.treeHash();
    String rows = site.databaseChecksum();
    JsonNode job =
        say.step(
            "A dry run of the restore",
            () -> client.succeeded(restoreJob(backup, true).jobId(), JOB_LIMIT));
    expect(site.treeHash().equals(tree), "the dry run changed files");
    expect(site.databaseChecksum().equals(rows), "the dry run changed the database");
    expect(!job.path("result").isMissingNode(), "the dry run has no plan");
    say.good("the whole artifact was verified, and not a byte of the site changed");
  }

  private void restore(String backup) {
    LoadProbe visitors =
        LoadProbe.start(site.url(), 2, Duration.ofMillis(40), body -> body.contains(GREETING));
    RestClient.Reply[] second = new RestClient.Reply[1];
    JsonNode job;
    try {
      job =
          say.step(
              "The restore, with visitors on the site",
              () -> {
                String id = restoreJob(backup, false).jobId();
                second[0] = restoreJob(backup, false);
                return client.succeeded(id, JOB_LIMIT);
              });
    } finally {
      visitors.close();
    }
    // Which of the two depends on whether the first one was still waiting or already at work.
    checkRefusal(
        "a second restore meanwhile",
        second[0],
        "environment_not_active".equals(second[0].code())
            ? "environment_not_active"
            : "job_in_progress");
    LoadProbe.Report seen = visitors.stop();
    wholeAgain();
    say.good("visitors meanwhile: " + visitorsSaw(seen));
    expect(
        Set.of(brokenStatus, 200).containsAll(seen.statuses().keySet()),
        "visitors got other answers than the broken and the whole site: " + seen.statuses());
    expect(!mixed(seen), "a visitor saw the broken site after another one had seen it whole");
    say.fact("job " + job.path("id").asString(""));
  }

  private RestClient.Reply restoreJob(String backup, boolean dryRun) {
    return client.post(
        RestClient.environment(site.slugPath(), "restore"),
        Map.of(
            "backup_id",
            backup,
            "dry_run",
            dryRun,
            "confirmation",
            "RESTORE " + backup,
            "expect_environment",
            site.slugPath(),
            "message",
            "the demonstration"));
  }

  private void wholeAgain() {
    Answer page = site.get("");
    expect(page.shows(GREETING), "after the restore the site answers " + page.status());
    say.good(site.url() + " answers " + page.status() + " again");
    expect(site.post(site.posts().get(0)).shows("Fog until noon"), "the deleted post is not back");
    expect(
        site.post(site.posts().get(1)).shows("the workshop opens at nine"),
        "the overwritten post is not back");
    expect(site.sql("show tables;").equals(before.tables()), "a table is still missing");
    say.good("both posts and the table are back");
    expect(site.uploadHash(site.upload()).equals(before.upload()), "the picture is not back");
    say.good("the picture has its SHA-256 again: " + firstTwelve(before.upload()) + "...");
    expect(site.contentHash().equals(before.content()), "files differ from before the accident");
    expect(site.databaseChecksum().equals(before.rows()), "rows differ from before the accident");
    say.good("every file and every row is as it was before the accident");
  }

  /** The switch is one moment: whoever asks after somebody saw the new must not see the old. */
  static boolean mixed(LoadProbe.Report seen) {
    return seen.samples().stream()
        .filter(LoadProbe.Sample::good)
        .map(LoadProbe.Sample::end)
        .min(Comparator.naturalOrder())
        .map(
            first ->
                seen.samples().stream()
                    .anyMatch(sample -> !sample.good() && sample.at().isAfter(first)))
        .orElse(false);
  }

  private static String visitorsSaw(LoadProbe.Report seen) {
    long whole = seen.samples().stream().filter(LoadProbe.Sample::good).count();
    return String.format(
        Locale.ROOT,
        "%d saw the broken site, then %d the whole one, the longest wait was %.2f s",
        seen.failed(),
        whole,
        seen.longest().toMillis() / 1000.0);
  }

  private void takeBack(String backup) {
    JsonNode refusal =
        say.step(
            "An undo, back to the broken site",
            () -> client.awaitJob(undoJob(backup).jobId(), JOB_LIMIT));
    expect(
        "HEALTH_CHECK_FAILED".equals(refusal.path("error_code").asString("")),
        "an undo into the broken site should fail its health check: " + refusal);
    expect(site.get("").shows(GREETING), "the refused undo broke the site");
    say.good("not done: HEALTH_CHECK_FAILED, and the site is still whole");

    int late = site.createPost("Written after the restore", "<p>Nobody saved this one.</p>");
    say.step(
        "A new post, then the same restore once more",
        () -> client.succeeded(restoreJob(backup, false).jobId(), JOB_LIMIT));
    expect(!site.post(late).ok(), "the post that is younger than the backup is still there");
    say.bad("the new post is gone, as it must be");
    say.step("An undo", () -> client.succeeded(undoJob(backup).jobId(), JOB_LIMIT));
    expect(site.post(late).shows("Nobody saved this one."), "the undo did not bring the post back");
    say.good("the new post is back: what was written until the switch was kept");
  }

  private RestClient.Reply undoJob(String backup) {
    return client.post(
        RestClient.environment(site.slugPath(), "restore/undo"),
        Map.of("confirmation", "RESTORE " + backup, "message", "the demonstration"));
  }

  private void record(String backup) {
    JsonNode restores = read("/backups/" + backup).path("restores");
    expect(!restores.isEmpty(), "the backup does not list its restores");
    say.line("");
    say.line("What the record says of backup " + backup + ":");
    restores.forEach(
        restore ->
            say.fact(
                "%s  %s  %s"
                    .formatted(
                        restore.path("created_at").asString(""),
                        restore.path("dry_run").asBoolean(false) ? "dry run" : "restore",
                        restore.path("outcome").asString(""))));
  }

  void sayWhereToLook() {
    say.line("");
    say.line("The site and the server are still running:");
    say.fact("the site           " + site.url());
    say.fact("the server         " + server.url());
    say.fact("its token          " + server.tokenFile());
    say.fact("its declarations   " + server.home().resolve("pressluft.yml"));
    say.fact("all files          " + lab.directory());
    say.line("");
    say.line("Try, in another terminal:");
    String home = " --home " + server.home();
    say.fact("./pressluft site list" + home);
    say.fact("./pressluft environment show " + site.slugPath() + home);
    say.fact("./pressluft backup list " + site.slugPath() + home);
    say.fact("./pressluft job list" + home);
  }

  private JsonNode read(String path) {
    return read(client, path);
  }

  static JsonNode read(RestClient client, String path) {
    RestClient.Reply reply = client.get(path);
    expect(reply.status() == 200, path + " answers " + reply.status() + " " + reply.text());
    return reply.json();
  }

  private static String size(long bytes) {
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / 1048576.0);
  }

  private static String firstTwelve(String text) {
    return text.length() > 12 ? text.substring(0, 12) : text;
  }

  static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }
}
