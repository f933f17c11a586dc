package io.jenkins.plugins.pressluft.local.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code pressluft history}. */
@Command(
    name = "history",
    description = "Lists every restore into an environment, newest first.",
    mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
  private String environment;

  @Override
  public Integer call() {
    Client.Answer answer =
        common.client().get("/environments/" + Client.segment(environment) + "/history");
    if (common.json()) {
      return common.print(answer);
    }
    table(common, answer.json());
    return ExitCode.OK;
  }

  static void table(Common common, JsonNode restores) {
    Table table =
        new Table("RESTORED", "BACKUP", "INTO", "BY", "OUTCOME", "TOOK", "SAFETY BACKUP", "WHY");
    for (JsonNode restore : restores) {
      JsonNode took = restore.path("duration_ms");
      table.row(
          common.ago(restore, "created_at"),
          Common.text(restore, "backup_id"),
          into(restore),
          Common.text(restore, "requested_by") + " (" + Common.text(restore, "origin") + ")",
          Common.text(restore, "outcome")
              + (Common.text(restore, "undone_at").isEmpty() ? "" : ", taken back"),
          took.isNumber() ? Plain.span(Duration.ofMillis(took.longValue())) : "",
          Common.text(restore, "safety_backup_id"),
          Common.text(restore, "message").split("\n", 2)[0]);
    }
    table.print(common.out(), "Nothing was restored yet.");
  }

  private static String into(JsonNode restore) {
    if (restore.path("dry_run").booleanValue(false)) {
      return "nothing (dry run)";
    }
    if (!Common.text(restore, "undo_of").isEmpty()) {
      return "undo";
    }
    String destination = Common.text(restore, "destination");
    return destination.isEmpty() ? Common.text(restore, "environment") : destination;
  }
}
