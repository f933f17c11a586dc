package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code pressluft site}. */
@Command(name = "site", description = "The declared sites.", mixinStandardHelpOptions = true)
final class SiteCommands {
  @Command(name = "list", description = "Lists the sites.", mixinStandardHelpOptions = true)
  int list(@Mixin Common common) {
    Client.Answer answer = common.client().get("/sites");
    if (common.json()) {
      return common.print(answer);
    }
    Table table = new Table("SITE", "NAME", "STATUS", "CHANGED", "ID");
    for (JsonNode site : answer.json()) {
      table.row(
          Common.text(site, "slug"),
          Common.text(site, "name"),
          Common.text(site, "status")
              + (site.path("declared").booleanValue(true) ? "" : " (no longer declared)"),
          common.ago(site, "updated_at"),
          Common.text(site, "id"));
    }
    table.print(common.out(), "No site is declared yet; pressluft.yml declares them.");
    return ExitCode.OK;
  }
}
