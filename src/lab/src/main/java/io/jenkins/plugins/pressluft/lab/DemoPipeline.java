package io.jenkins.plugins.pressluft.lab;

import static io.jenkins.plugins.pressluft.lab.DemoStory.expect;
import static io.jenkins.plugins.pressluft.lab.DemoStory.read;

import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/**
 * The part of the demonstration that goes by a Jenkinsfile: the one of the documentation, run by
 * {@code pressluft run} as anybody would.
 */
final class DemoPipeline {

  private static final String EXAMPLE = "docs/examples/deploy/Jenkinsfile";

  private final Narrator say;
  private final LabServer server;
  private final RestClient client;
  private final WordPress site;
  private final String greeting;

  DemoPipeline(Narrator say, LabServer server, RestClient client, WordPress site, String greeting) {
    this.say = say;
    this.server = server;
    this.client = client;
    this.site = site;
    this.greeting = greeting;
  }

  /** Deploys good code; returns the deploy's job. */
  JsonNode good(Path archive) {
    LabServer.CommandLineAnswer run =
        say.step("Good code by " + EXAMPLE + ", with visitors on the site", () -> run(archive));
    expect(
        run.exit() == 0 && run.out().contains("Finished: SUCCESS"),
        "the Jenkinsfile failed: " + run.out() + run.err());
    say.good("backed up, deployed, smoke test passed: Finished: SUCCESS");
    return newest("env_deploy");
  }

  /** Deploys code that loses the posts: the smoke test notices, and the backup is restored. */
  void losing(Path archive) {
    String rows = site.databaseChecksum();
    String content = site.contentHash();
    LabServer.CommandLineAnswer run =
        say.step("Code that loses the posts, by the same Jenkinsfile", () -> run(archive));
    expect(
        run.exit() == 1 && run.out().contains("Finished: FAILURE"),
        "the Jenkinsfile should end with FAILURE: " + run.out() + run.err());
    JsonNode deploy = newest("env_deploy");
    expect(
        "succeeded".equals(deploy.path("status").asString("")),
        "the losing release should look healthy: " + deploy);
    say.bad("every health check was satisfied, and every post was gone");
    JsonNode restore = newest("env_restore");
    expect(
        "succeeded".equals(restore.path("status").asString(""))
            && restore
                    .path("created_at")
                    .asString("")
                    .compareTo(deploy.path("created_at").asString(""))
                > 0,
        "the Jenkinsfile did not restore: " + restore);
    run.out()
        .lines()
        .filter(line -> line.startsWith("ERROR: ") || line.startsWith("Finished: "))
        .forEach(say::bad);
    expect(site.get("").shows(greeting), "the posts are not on the page");
    expect(site.databaseChecksum().equals(rows), "rows differ from before the deploy");
    expect(site.contentHash().equals(content), "files differ from before the deploy");
    say.good("every file and every row is as it was before the build");
  }

  private LabServer.CommandLineAnswer run(Path archive) {
    return server.command(
        "run",
        Examples.jenkinsfile("deploy").toString(),
        "--param=ENVIRONMENT=" + site.slugPath(),
        "--param=SOURCE_TYPE=upload",
        "--param=SOURCE=" + archive,
        "--param=SMOKE_URL=" + site.url(),
        "--param=SMOKE_TEXT=" + greeting);
  }

  private JsonNode newest(String type) {
    return read(client, "/jobs?limit=1&job_type=" + type).path(0);
  }
}
