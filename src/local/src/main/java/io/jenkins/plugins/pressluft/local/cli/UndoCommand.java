package io.jenkins.plugins.pressluft.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pressluft restore undo}. */
@Command(
    name = "undo",
    description = "Takes back the last restore while its undo window is open.",
    mixinStandardHelpOptions = true)
final class UndoCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private Waiting waiting;
  @Mixin private Consent consent;
  @Mixin private CodeFromDevice oneTimeCode;

  @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
  private String environment;

  @Option(names = "--message", paramLabel = "TEXT", description = "Why, for people.")
  private String message;

  @Override
  public Integer call() {
    Client client = common.client();
    JsonNode target = client.get("/environments/" + Client.segment(environment)).json();
    JsonNode undo = target.path("undo");
    if (!undo.isObject()) {
      throw new CommandException(
          ExitCode.REFUSED,
          "There is no restore or update of "
              + Plain.line(Common.text(target, "slug_path"))
              + " that can be taken back; \"pressluft history\" lists what was restored.");
    }
    String phrase =
        Common.text(target, "confirmation_template")
            .replace("{backupId}", Common.text(undo, "backup_id"));
    ObjectNode body = Client.JSON.createObjectNode();
    String confirmation = consent.ask(common, phrase, () -> plan(target, undo));
    if (confirmation != null) {
      body.put("confirmation", confirmation);
    }
    String code = oneTimeCode.ask(common, target);
    if (code != null) {
      body.put("otp", code);
    }
    if (message != null) {
      body.put("message", message);
    }
    return waiting.finish(
        common, client.post("/environments/" + Common.text(target, "id") + "/restore/undo", body));
  }

  private void plan(JsonNode target, JsonNode undo) {
    Terminal terminal = common.terminal();
    terminal.err().println();
    terminal
        .err()
        .println(
            "  "
                + terminal.coloured(Plain.line(Common.text(target, "slug_path")), 1)
                + " goes back to what it was before the last restore or update of its data.");
    terminal.err().println("  What was written since then is kept aside and no longer served.");
    terminal.err().println();
  }
}
