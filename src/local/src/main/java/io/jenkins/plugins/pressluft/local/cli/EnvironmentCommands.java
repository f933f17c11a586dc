package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** {@code pressluft environment}. */
@Command(
    name = "environment",
    aliases = "env",
    description = "The environments of the sites.",
    mixinStandardHelpOptions = true)
final class EnvironmentCommands {
  @Command(name = "list", description = "Lists environments.", mixinStandardHelpOptions = true)
  int list(
      @Mixin Common common,
      @Option(names = "--site", paramLabel = "SITE", description = "Only those of this site.")
          String site) {
    ArrayNode all = Client.JSON.createArrayNode();
    if (site != null) {
      common
          .client()
          .get("/sites/" + Client.segment(site) + "/environments")
          .json()
          .forEach(all::add);
    } else {
      for (JsonNode each : common.client().get("/sites").json()) {
        common
            .client()
            .get("/sites/" + Common.text(each, "id") + "/environments")
            .json()
            .forEach(all::add);
      }
    }
    if (common.json()) {
      return common.print(new Client.Answer(all.toString(), null));
    }
    Table table = new Table("ENVIRONMENT", "TYPE", "KIND", "STATUS", "GUARD", "UNDO UNTIL");
    for (JsonNode environment : all) {
      table.row(
          Common.text(environment, "slug_path"),
          Common.text(environment, "environment_type"),
          Common.text(environment, "kind"),
          Common.text(environment, "status")
              + (environment.path("declared").booleanValue(true) ? "" : " (no longer declared)"),
          environment.path("protected").booleanValue(false) ? "protected" : "",
          common.ago(environment.path("undo"), "until"));
    }
    table.print(common.out(), "No environment is declared yet; pressluft.yml declares them.");
    return ExitCode.OK;
  }

  @Command(name = "show", description = "Shows one environment.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Common common,
      @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
          String environment) {
    String path = "/environments/" + Client.segment(environment);
    Client.Answer answer = common.client().get(path);
    if (common.json()) {
      return common.print(answer);
    }
    JsonNode node = answer.json();
    common.field("environment", Plain.line(Common.text(node, "slug_path")));
    common.field("id", Plain.line(Common.text(node, "id")));
    common.field("name", Plain.line(Common.text(node, "name")));
    common.field("status", common.status(Common.text(node, "status")));
    common.field(
        "type",
        Plain.line(Common.text(node, "environment_type") + ", " + Common.text(node, "kind")));
    common.field("address", Plain.line(Common.text(node, "preview_url")));
    common.field(
        "protected",
        node.path("protected").booleanValue(false)
            ? "yes; a restore needs \""
                + Plain.line(Common.text(node, "confirmation_template"))
                + "\""
            : "no");
    common.field("undo", undo(common, node.path("undo")));
    for (JsonNode backup : common.client().get(path + "/backups").json()) {
      if (Common.text(backup, "status").equals("completed")) {
        common.field(
            "newest backup",
            Plain.line(Common.text(backup, "id"))
                + " ("
                + Plain.line(Common.text(backup, "backup_scope"))
                + ", "
                + common.ago(backup, "completed_at")
                + ")");
        break;
      }
    }
    return ExitCode.OK;
  }

  @Command(
      name = "reset",
      description = "Takes a failed environment back to active, after the node was asked.",
      mixinStandardHelpOptions = true)
  int reset(
      @Mixin Common common,
      @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
          String environment) {
    Client.Answer answer =
        common.client().post("/environments/" + Client.segment(environment) + "/reset", null);
    if (common.json()) {
      return common.print(answer);
    }
    JsonNode healthy = answer.json().path("healthy");
    common
        .out()
        .println(
            Plain.line(environment)
                + " is "
                + Plain.line(Common.text(answer.json(), "status"))
                + " again"
                + (healthy.isBoolean()
                    ? healthy.booleanValue() ? " and healthy." : ", but the health checks fail."
                    : "."));
    return ExitCode.OK;
  }

  private static String undo(Common common, JsonNode undo) {
    return undo.isObject()
        ? "the restore of "
            + Plain.line(Common.text(undo, "backup_id"))
            + " can be taken back; the window closes "
            + common.ago(undo, "until")
        : "";
  }
}
