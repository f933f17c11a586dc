package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pressluft backup}. */
@Command(name = "backup", description = "Backups.", mixinStandardHelpOptions = true)
final class BackupCommands {
  @Command(name = "create", description = "Makes a backup.", mixinStandardHelpOptions = true)
  int create(
      @Mixin Common common,
      @Mixin Waiting waiting,
      @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
          String environment,
      @Option(
              names = "--scope",
              paramLabel = "SCOPE",
              defaultValue = "full",
              description = "db, files or full. Default: ${DEFAULT-VALUE}.")
          String scope,
      @Option(names = "--message", paramLabel = "TEXT", description = "Why, for people.")
          String message) {
    ObjectNode body = Client.JSON.createObjectNode().put("backup_scope", scope);
    if (message != null) {
      body.put("message", message);
    }
    return waiting.finish(
        common,
        common.client().post("/environments/" + Client.segment(environment) + "/backups", body));
  }

  @Command(
      name = "list",
      description = "Lists the backups of an environment, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Common common,
      @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
          String environment) {
    Client.Answer answer =
        common.client().get("/environments/" + Client.segment(environment) + "/backups");
    if (common.json()) {
      return common.print(answer);
    }
    Table table = new Table("BACKUP", "MADE", "SCOPE", "STATUS", "SIZE", "VERIFIED", "KEPT", "WHY");
    for (JsonNode backup : answer.json()) {
      table.row(
          Common.text(backup, "id"),
          common.ago(backup, "created_at"),
          Common.text(backup, "backup_scope"),
          Common.text(backup, "status"),
          Common.size(backup, "size_bytes"),
          common.ago(backup, "verified_at"),
          common.ago(backup, "retention_until"),
          why(backup));
    }
    table.print(common.out(), "There is no backup yet; \"pressluft backup create\" makes one.");
    return ExitCode.OK;
  }

  @Command(
      name = "show",
      description = "Shows a backup, what is in it and what was restored from it.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Common common,
      @Parameters(paramLabel = "BACKUP_ID", description = "The backup's id.") String id) {
    Client.Answer answer = common.client().get("/backups/" + Client.segment(id));
    if (common.json()) {
      return common.print(answer);
    }
    JsonNode backup = answer.json();
    BackupText.describe(common, backup);
    JsonNode restores = backup.path("restores");
    if (!restores.isEmpty()) {
      common.out().println();
      HistoryCommand.table(common, restores);
    }
    return ExitCode.OK;
  }

  @Command(
      name = "verify",
      description = "Reads the stored artifact again and compares it with its manifest.",
      mixinStandardHelpOptions = true)
  int verify(
      @Mixin Common common,
      @Mixin Waiting waiting,
      @Parameters(paramLabel = "BACKUP_ID", description = "The backup's id.") String id) {
    return waiting.finish(
        common, common.client().post("/backups/" + Client.segment(id) + "/verify", null));
  }

  private static String why(JsonNode backup) {
    String message = Common.text(backup, "message").split("\n", 2)[0];
    String purpose = Common.text(backup, "purpose");
    return purpose.equals("requested")
        ? message
        : purpose + (message.isEmpty() ? "" : ": " + message);
  }
}
