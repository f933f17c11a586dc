package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code pressluft release}. */
@Command(
    name = "release",
    description = "The releases of an environment.",
    mixinStandardHelpOptions = true)
final class ReleaseCommands {
  @Command(
      name = "list",
      description = "Lists the releases of an environment, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Common common,
      @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
          String environment) {
    Client.Answer answer =
        common.client().get("/environments/" + Client.segment(environment) + "/releases");
    if (common.json()) {
      return common.print(answer);
    }
    Table table = new Table("RELEASE", "STATE", "HEALTH", "MADE", "FROM", "NOTES", "ID");
    for (JsonNode release : answer.json()) {
      boolean current = release.path("current").booleanValue(false);
      table.row(
          Common.text(release, "path"),
          current ? "live" : Common.text(release, "removed_at").isEmpty() ? "kept" : "removed",
          Common.text(release, "health_status"),
          common.ago(release, "created_at"),
          Common.text(release, "source_ref"),
          Common.text(release, "notes"),
          Common.text(release, "id"));
    }
    table.print(common.out(), "No release is known yet; a deploy makes the first one.");
    return ExitCode.OK;
  }
}
