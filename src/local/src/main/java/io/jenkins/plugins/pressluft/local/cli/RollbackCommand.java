package io.jenkins.plugins.pressluft.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pressluft rollback}. */
@Command(
    name = "rollback",
    description = "Goes back to the release before the live one, or to a named one.",
    mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private Waiting waiting;
  @Mixin private Assent assent;

  @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
  private String environment;

  @Option(
      names = "--release",
      paramLabel = "RELEASE",
      description = "Its id or its path, as \"pressluft release list\" shows them.")
  private String release;

  @Option(names = "--message", paramLabel = "TEXT", description = "Why, for people.")
  private String message;

  @Override
  public Integer call() {
    Client client = common.client();
    JsonNode target = client.get("/environments/" + Client.segment(environment)).json();
    assent.ask(
        common,
        target,
        "goes back to " + (release == null ? "the release before" : Plain.line(release)));
    ObjectNode body = Client.JSON.createObjectNode();
    if (release != null) {
      body.put("release", release);
    }
    if (message != null) {
      body.put("message", message);
    }
    return waiting.finish(
        common, client.post("/environments/" + Common.text(target, "id") + "/rollback", body));
  }
}
