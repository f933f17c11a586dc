package io.jenkins.plugins.pressluft.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pressluft restore}. */
@Command(
    name = "restore",
    description = "Restores a backup, all or nothing.",
    subcommands = UndoCommand.class,
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private Waiting waiting;
  @Mixin private Consent consent;
  @Mixin private CodeFromDevice oneTimeCode;
  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "BACKUP_ID", description = "The backup's id.")
  private String backupId;

  @Option(
      names = "--environment",
      paramLabel = "ENVIRONMENT",
      description = "What is restored: site/environment, or its id. Required.")
  private String environment;

  @Option(
      names = "--instance",
      paramLabel = "ENVIRONMENT",
      description =
          "A guard for scripts: refuse unless --environment turns out to be exactly this one.")
  private String instance;

  @Option(
      names = "--dest",
      paramLabel = "DIR",
      description =
          "Write a copy there, on the node, and leave the environment alone; the environment must"
              + " allow the directory.")
  private String destination;

  @Option(
      names = "--dry-run",
      description = "Verify the whole artifact and show the plan; change nothing.")
  private boolean dryRun;

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
    if (backupId == null || environment == null) {
      throw new ParameterException(
          spec.commandLine(), "Say which backup, and with --environment what is to be restored.");
    }
    Client client = common.client();
    JsonNode target = client.get("/environments/" + Client.segment(environment)).json();
    JsonNode backup = client.get("/backups/" + Client.segment(backupId)).json();
    String id = Common.text(backup, "id");
    ObjectNode body = Client.JSON.createObjectNode();
    body.put("backup_id", id);
    body.put("expect_environment", instance == null ? Common.text(target, "slug_path") : instance);
    body.put("dry_run", dryRun);
    body.put("pre_backup", preBackup);
    put(body, "destination", destination);
    put(body, "message", message);
    if (dryRun || destination != null) {
      put(body, "confirmation", consent.given());
    } else {
      String phrase = Common.text(target, "confirmation_template").replace("{backupId}", id);
      put(body, "confirmation", consent.ask(common, phrase, () -> plan(target, backup)));
    }
    put(body, "otp", oneTimeCode.ask(common, target));
    return waiting.finish(
        common, client.post("/environments/" + Common.text(target, "id") + "/restore", body));
  }

  private void plan(JsonNode target, JsonNode backup) {
    Terminal terminal = common.terminal();
    String contents = BackupText.contents(backup.path("manifest"));
    terminal.err().println();
    terminal
        .err()
        .println(
            "  "
                + terminal.coloured(Plain.line(Common.text(target, "slug_path")), 1)
                + " ("
                + Plain.line(Common.text(target, "environment_type"))
                + ", "
                + Plain.line(Common.text(target, "preview_url"))
                + ") is replaced by");
    terminal
        .err()
        .println(
            "  the "
                + Plain.line(Common.text(backup, "backup_scope"))
                + " backup "
                + Plain.line(Common.text(backup, "id"))
                + " of "
                + Plain.line(Common.text(backup, "environment"))
                + ", made "
                + common.ago(backup, "created_at")
                + (contents.isEmpty() ? "" : ":"));
    if (!contents.isEmpty()) {
      terminal.err().println("  " + contents + ", " + Common.size(backup, "size_bytes"));
    }
    terminal
        .err()
        .println(
            preBackup.equals("verify")
                ? "  Before that an existing fresh full backup is verified."
                : "  Before that a full backup of what is there now is made.");
    terminal
        .err()
        .println(
            "  What is written between that backup and the switch can be had back by undo only.");
    terminal.err().println();
  }

  private static void put(ObjectNode body, String name, String value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
