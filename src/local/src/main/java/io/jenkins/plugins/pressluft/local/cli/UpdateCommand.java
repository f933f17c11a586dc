package io.jenkins.plugins.pressluft.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pressluft update}. */
@Command(
    name = "update",
    description = "Lets WordPress's own updater work, never without a way back.",
    mixinStandardHelpOptions = true)
final class UpdateCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private Waiting waiting;
  @Mixin private Assent assent;

  @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
  private String environment;

  @Option(
      names = "--scope",
      paramLabel = "WHAT",
      required = true,
      description = "core, plugins, themes or all.")
  private String scope;

  @Option(
      names = "--pre-backup",
      paramLabel = "HOW",
      defaultValue = "create",
      description =
          "The way back: create a full backup first, or verify a fresh one. Default:"
              + " ${DEFAULT-VALUE}.")
  private String preBackup;

  @Option(names = "--message", paramLabel = "TEXT", description = "Why, for people.")
  private String message;

  @Override
  public Integer call() {
    Client client = common.client();
    JsonNode target = client.get("/environments/" + Client.segment(environment)).json();
    String what = scope.equals("all") ? "core, plugins and themes" : Plain.line(scope);
    assent.ask(common, target, "gets WordPress's own updates of " + what);
    ObjectNode body = Client.JSON.createObjectNode();
    body.put("scope", scope);
    body.put("pre_backup", preBackup);
    if (message != null) {
      body.put("message", message);
    }
    return waiting.finish(
        common, client.post("/environments/" + Common.text(target, "id") + "/updates", body));
  }
}
