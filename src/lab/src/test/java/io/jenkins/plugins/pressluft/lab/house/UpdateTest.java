package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.LabServer;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.RestClient;
import io.jenkins.plugins.pressluft.lab.UpdateMirror;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Updates of a real WordPress by its own updater, through the whole house. Each test has a plugin
 * of its own name, so that PHP's cache never knows an older one by the same path.
 */
class UpdateTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Updated on the live database. */
  private static final String PRODUCTION = House.ENVIRONMENT;

  /** Updated on a copy of the database. */
  private static final String STAGING = "acme/staging";

  /** Has no backup until a test makes one. */
  private static final String UNSAVED = "globex/production";

  private static final String DIES = "no_such_function();";

  /** Higher than that of any WordPress that these tests meet. */
  private static final String NEW_DATABASE = "99999";

  /** Well when asked by its own path before the switch, and not for visitors after it. */
  private static final String DIES_WHEN_LIVE =
      "if (realpath(dirname(ABSPATH) . '/../current') === rtrim(ABSPATH, '/'))"
          + " { http_response_code(500); exit; }";

  private static House house;
  private static UpdateMirror mirror;

  @BeforeAll
  static void open() {
    mirror = UpdateMirror.start();
    LabHost lab =
        LabHost.start(LabOptions.temporary().withEnvironments(PRODUCTION, STAGING, UNSAVED));
    RegistryFile registry = RegistryFile.local(lab);
    for (String environment : new String[] {PRODUCTION, STAGING, UNSAVED}) {
      registry
          .with(environment, "update_mirror", mirror.url())
          .with(
              environment, "update_mode", environment.equals(STAGING) ? "generation" : "in_place");
    }
    house = House.open(lab, registry);
  }

  @AfterAll
  static void close() {
    house.close();
    mirror.close();
  }

  @BeforeEach
  void nothingIsNew() {
    mirror.withdrawAll();
  }

  private static WordPress site(String environment) {
    return house.lab().wordpress(environment);
  }

  // What is installed and offered

  private static String plugin(String slug, String version, String more) {
    return """
        <?php
        /**
         * Plugin Name: The %1$s
         * Version: %2$s
         */
        add_action('wp_head', function () { echo '<!-- %1$s %2$s -->'; });
        %3$s
        """
        .formatted(slug, version, more);
  }

  private static String style(String slug, String version) {
    return "/*\nTheme Name: The %s\nVersion: %s\n*/\n".formatted(slug, version);
  }

  /** Version 1 of a plugin, active, as if it had always been part of the release. */
  private static void installPlugin(String environment, String slug) throws IOException {
    write(pluginFile(environment, slug), plugin(slug, "1", ""));
    String file = slug + "/" + slug + ".php";
    site(environment)
        .sql(
            "update wp_options set option_value = 'a:1:{i:0;s:%d:\"%s\";}'"
                    .formatted(file.length(), file)
                + " where option_name = 'active_plugins';");
    assertThat(site(environment).get("").shows(mark(slug, "1"))).isTrue();
  }

  private static void offerPlugin(String slug, String more) {
    mirror.offerPlugin(
        slug, "2", Map.of(slug + "/" + slug + ".php", plugin(slug, "2", more), slug + "/new", "2"));
  }

  private static void installTheme(String environment, String slug) throws IOException {
    write(themeFile(environment, slug), style(slug, "1"));
    write(themeFile(environment, slug).resolveSibling("index.php"), "<?php // 1\n");
  }

  private static void offerTheme(String slug) {
    mirror.offerTheme(
        slug, "2", Map.of(slug + "/style.css", style(slug, "2"), slug + "/index.php", "<?php\n"));
  }

  /** A newer WordPress that differs in little, and upgrades its database. */
  private static void offerCore(String environment, String version) throws IOException {
    Path live = site(environment).release();
    String numbers = Files.readString(live.resolve("wp-includes/version.php"));
    mirror.offerCore(
        version,
        Map.of(
            "wordpress/readme.html",
            version,
            "wordpress/wp-includes/version.php",
            numbers
                .replaceFirst("wp_version = '[^']*'", "wp_version = '" + version + "'")
                .replaceFirst("wp_db_version = [0-9]+", "wp_db_version = " + NEW_DATABASE),
            "wordpress/wp-admin/includes/update-core.php",
            Files.readString(live.resolve("wp-admin/includes/update-core.php")),
            "wordpress/wp-includes/acme-new.php",
            "<?php\n"));
  }

  private static String databaseVersion(String environment) {
    return house
        .lab()
        .database()
        .sql(
            site(environment).liveDatabase(),
            "SELECT option_value FROM wp_options WHERE option_name = 'db_version'")
        .strip();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static Path pluginFile(String environment, String slug) {
    return site(environment).release().resolve("wp-content/plugins/" + slug + "/" + slug + ".php");
  }

  private static Path themeFile(String environment, String slug) {
    return site(environment).release().resolve("wp-content/themes/" + slug + "/style.css");
  }

  private static String mark(String slug, String version) {
    return "<!-- " + slug + " " + version + " -->";
  }

  // What is asked

  private static RestClient.Reply ask(String environment, Map<String, ?> body) {
    return house.rest().post(RestClient.environment(environment, "updates"), body);
  }

  private static JsonNode update(String environment, Map<String, ?> body) {
    RestClient.Reply reply = ask(environment, body);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    return house.rest().awaitJob(reply.jobId(), House.LIMIT);
  }

  private static JsonNode updated(String environment, Map<String, ?> body) {
    JsonNode job = update(environment, body);
    assertThat(job.path("status").asString()).as(job.toString()).isEqualTo("succeeded");
    return job;
  }

  private static LabServer.CommandLineAnswer command(String scope) {
    return house.server().command("update", PRODUCTION, "--scope", scope, "--yes", "--json");
  }

  // What is seen

  private static JsonNode environment(String slugPath) {
    return house.rest().get(RestClient.environment(slugPath, "")).json();
  }

  /** The live release, after record, link and page said the same and visitors are let in. */
  private static JsonNode agree(String environment, String mark) {
    JsonNode record = environment(environment);
    String current = record.path("current_release_id").asString();
    JsonNode release =
        house
            .rest()
            .get(RestClient.environment(environment, "releases"))
            .json()
            .valueStream()
            .filter(each -> each.path("id").asString().equals(current))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no live release in " + record));
    assertThat(site(environment).release())
        .isEqualTo(site(environment).path().resolve(release.path("path").asString()));
    assertThat(site(environment).get("").status()).isEqualTo(200);
    assertThat(site(environment).get("").body()).contains(mark);
    assertThat(record.path("status").asString()).isEqualTo("active");
    assertThat(
            house.rest().get("/sites").json().valueStream().map(s -> s.path("status").asString()))
        .containsOnly("active");
    assertThat(site(environment).release().resolve(".maintenance")).doesNotExist();
    return release;
  }

  private static Iterable<Tuple> components(JsonNode job) {
    return job.at("/result/update/components")
        .valueStream()
        .map(
            each ->
                tuple(
                    each.path("type").asString(),
                    each.path("slug").asString(),
                    each.path("from").asString(),
                    each.path("to").asString(),
                    each.path("ok").asBoolean()))
        .toList();
  }

  /** The way back was stored, is recorded as the environment's, and lies where the record says. */
  private static void wayBackOf(JsonNode job, String environment) {
    JsonNode safety = house.backupRecord(job.path("backup_id").asString());
    assertThat(safety.path("status").asString()).as(job.toString()).isEqualTo("completed");
    assertThat(safety.path("backup_scope").asString()).isEqualTo("full");
    assertThat(safety.path("environment_id").asString())
        .isEqualTo(environment(environment).path("id").asString());
    assertThat(house.artifact(safety.path("id").asString()).resolve("manifest.json")).exists();
  }

  private static void refused(JsonNode job, String outcome) {
    assertThat(job.path("status").asString()).as(job.toString()).isEqualTo("failed");
    assertThat(job.path("error_code").asString()).isEqualTo("HEALTH_CHECK_FAILED");
    assertThat(job.path("error_message").asString()).isNotBlank();
    assertThat(job.path("attempt_count").asInt()).isEqualTo(1);
    assertThat(job.at("/result/update/outcome").asString("")).as(job.toString()).isEqualTo(outcome);
  }

  /** The way back is a job of its own, which the update names. */
  private static void switchedBack(JsonNode job) {
    refused(job, "rolled_back");
    JsonNode rollback =
        house.rest().get("/jobs/" + job.at("/result/rollback_job_id").asString("")).json();
    assertThat(rollback.path("job_type").asString(""))
        .as(job.toString())
        .isEqualTo("release_rollback");
    assertThat(rollback.path("status").asString()).isEqualTo("succeeded");
  }

  private static void bothUpdated(JsonNode job, String environment, String tool, String look)
      throws IOException {
    assertThat(components(job))
        .containsExactlyInAnyOrder(
            tuple("plugin", tool, "1", "2", true), tuple("theme", look, "1", "2", true));
    assertThat(pluginFile(environment, tool)).content().contains("Version: 2");
    assertThat(pluginFile(environment, tool).resolveSibling("new")).exists();
    assertThat(themeFile(environment, look)).content().contains("Version: 2");
    assertThat(agree(environment, mark(tool, "2")).path("health_status").asString())
        .isEqualTo("healthy");
    wayBackOf(job, environment);
  }

  @Test
  void aPluginAndAThemeAreUpdatedOnACopyOfTheDatabase() throws Exception {
    installPlugin(STAGING, "copied-tool");
    installTheme(STAGING, "copied-look");
    offerPlugin("copied-tool", "");
    offerTheme("copied-look");
    String database = site(STAGING).liveDatabase();

    JsonNode job = updated(STAGING, Map.of("scope", "all", "message", "every Friday"));

    assertThat(job.at("/result/update/mode").asString()).isEqualTo("generation");
    bothUpdated(job, STAGING, "copied-tool", "copied-look");
    assertThat(site(STAGING).liveDatabase()).isNotEqualTo(database);

    JsonNode undone =
        house
            .rest()
            .succeeded(
                house
                    .rest()
                    .post(RestClient.environment(STAGING, "restore/undo"), Map.of())
                    .jobId(),
                House.LIMIT);

    assertThat(undone.at("/result/restore/outcome").asString()).isEqualTo("undone");
    assertThat(site(STAGING).liveDatabase()).isEqualTo(database);
    assertThat(pluginFile(STAGING, "copied-tool")).content().contains("Version: 1");
    agree(STAGING, mark("copied-tool", "1"));
    assertThat(house.rest().post(RestClient.environment(STAGING, "restore/undo"), Map.of()).code())
        .isEqualTo("conflict");
  }

  @Test
  void theCoreIsUpdatedWithItsDatabaseOnTheLiveOne() throws Exception {
    installPlugin(PRODUCTION, "core-witness");
    offerCore(PRODUCTION, "6.1.999");
    String database = site(PRODUCTION).liveDatabase();

    JsonNode job = updated(PRODUCTION, Map.of("scope", "core"));

    assertThat(job.at("/result/update/components/0/type").asString()).isEqualTo("core");
    assertThat(job.at("/result/update/components/0/to").asString()).isEqualTo("6.1.999");
    assertThat(job.at("/result/update/wordpress_version").asString()).isEqualTo("6.1.999");
    assertThat(job.at("/result/update/downtime_ms").asLong()).isPositive();
    assertThat(site(PRODUCTION).release().resolve("wp-includes/acme-new.php")).exists();
    assertThat(site(PRODUCTION).liveDatabase()).isEqualTo(database);
    assertThat(databaseVersion(PRODUCTION)).isEqualTo(NEW_DATABASE);
    agree(PRODUCTION, mark("core-witness", "1"));
    wayBackOf(job, PRODUCTION);
  }

  @Test
  void theCommandLineUpdatesAPluginAndAThemeOnTheLiveDatabase() throws Exception {
    installPlugin(PRODUCTION, "live-tool");
    installTheme(PRODUCTION, "live-look");
    offerPlugin("live-tool", "");
    offerTheme("live-look");
    String database = site(PRODUCTION).liveDatabase();

    LabServer.CommandLineAnswer plugins = command("plugins");

    assertThat(plugins.exit()).as(plugins.out() + plugins.err()).isZero();
    JsonNode job = JSON.readTree(plugins.out());
    assertThat(job.path("status").asString()).isEqualTo("succeeded");
    assertThat(job.at("/result/update/mode").asString()).isEqualTo("in_place");
    assertThat(components(job)).containsExactly(tuple("plugin", "live-tool", "1", "2", true));
    assertThat(pluginFile(PRODUCTION, "live-tool")).content().contains("Version: 2");
    assertThat(themeFile(PRODUCTION, "live-look")).content().contains("Version: 1");
    agree(PRODUCTION, mark("live-tool", "2"));
    wayBackOf(job, PRODUCTION);

    LabServer.CommandLineAnswer themes = command("themes");

    assertThat(themes.exit()).as(themes.out() + themes.err()).isZero();
    assertThat(components(JSON.readTree(themes.out())))
        .containsExactly(tuple("theme", "live-look", "1", "2", true));
    assertThat(themeFile(PRODUCTION, "live-look")).content().contains("Version: 2");
    agree(PRODUCTION, mark("live-tool", "2"));
    assertThat(site(PRODUCTION).liveDatabase()).isEqualTo(database);
  }

  @Test
  void aPluginThatDiesOnLoadIsNeverServed() throws Exception {
    installPlugin(STAGING, "dying-tool");
    offerPlugin("dying-tool", DIES);
    String release = site(STAGING).release().toString();

    refused(update(STAGING, Map.of("scope", "plugins")), "refused");

    assertThat(site(STAGING).release()).hasToString(release);
    assertThat(pluginFile(STAGING, "dying-tool")).content().contains("Version: 1");
    agree(STAGING, mark("dying-tool", "1"));
  }

  @Test
  void whatIsUnhealthyForVisitorsIsSwitchedBackWithItsData() throws Exception {
    installPlugin(STAGING, "late-tool");
    offerPlugin("late-tool", DIES_WHEN_LIVE);
    String database = site(STAGING).liveDatabase();

    switchedBack(update(STAGING, Map.of("scope", "plugins")));

    assertThat(site(STAGING).liveDatabase()).isEqualTo(database);
    assertThat(pluginFile(STAGING, "late-tool")).content().contains("Version: 1");
    agree(STAGING, mark("late-tool", "1"));
  }

  @Test
  void whatIsUnhealthyForVisitorsIsSwitchedBackOnTheLiveDatabase() throws Exception {
    installPlugin(PRODUCTION, "late-live-tool");
    offerPlugin("late-live-tool", DIES_WHEN_LIVE);

    switchedBack(update(PRODUCTION, Map.of("scope", "plugins")));

    assertThat(pluginFile(PRODUCTION, "late-live-tool")).content().contains("Version: 1");
    agree(PRODUCTION, mark("late-live-tool", "1"));
  }

  @Test
  void theCommandLineSaysThatABrokenUpdateWasRefused() throws Exception {
    installPlugin(PRODUCTION, "dying-live-tool");
    offerPlugin("dying-live-tool", DIES);
    String database = site(PRODUCTION).liveDatabase();

    LabServer.CommandLineAnswer answer = command("plugins");

    assertThat(answer.exit()).as(answer.out() + answer.err()).isEqualTo(1);
    refused(JSON.readTree(answer.out()), "refused");
    assertThat(pluginFile(PRODUCTION, "dying-live-tool")).content().contains("Version: 1");
    assertThat(site(PRODUCTION).liveDatabase()).isEqualTo(database);
    agree(PRODUCTION, mark("dying-live-tool", "1"));
  }

  @Test
  void aBackupThatIsReliedOnMustBeThereAndWhole() throws Exception {
    installPlugin(UNSAVED, "waiting-tool");
    offerPlugin("waiting-tool", "");
    Map<String, String> relying = Map.of("scope", "plugins", "pre_backup", "verify");

    RestClient.Reply none = ask(UNSAVED, relying);
    assertThat(none.status()).as(none.text()).isEqualTo(409);
    assertThat(none.code()).isEqualTo("fresh_backup_required");
    assertThat(environment(UNSAVED).path("status").asString()).isEqualTo("active");

    String backup = house.backup(UNSAVED, "full");
    Path part = house.artifact(backup).resolve("database.sql.zst");
    byte[] was = Files.readAllBytes(part);
    byte[] altered = was.clone();
    altered[altered.length / 2] ^= 1;
    Files.write(part, altered);
    String tree = site(UNSAVED).treeHash();
    String database = site(UNSAVED).databaseChecksum();

    JsonNode failed = update(UNSAVED, relying);

    assertThat(failed.path("status").asString()).as(failed.toString()).isEqualTo("failed");
    assertThat(failed.path("error_code").asString())
        .as(failed.toString())
        .isEqualTo("PRE_BACKUP_FAILED");
    assertThat(site(UNSAVED).treeHash()).isEqualTo(tree);
    assertThat(site(UNSAVED).databaseChecksum()).isEqualTo(database);
    assertThat(environment(UNSAVED).path("status").asString()).isEqualTo("active");
    assertThat(site(UNSAVED).get("").shows(mark("waiting-tool", "1"))).isTrue();

    Files.write(part, was);
    JsonNode job = updated(UNSAVED, relying);
    assertThat(job.path("backup_id").asString()).isEqualTo(backup);
    agree(UNSAVED, mark("waiting-tool", "2"));
  }

  @Test
  void nothingToDoIsASuccess() throws Exception {
    installPlugin(STAGING, "settled-tool");
    String release = site(STAGING).release().toString();

    JsonNode job = updated(STAGING, Map.of("scope", "all"));

    assertThat(job.at("/result/update/outcome").asString()).isEqualTo("nothing_to_do");
    assertThat(components(job)).isEmpty();
    assertThat(site(STAGING).release()).hasToString(release);
    agree(STAGING, mark("settled-tool", "1"));
  }
}
