package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code pressluft job}. */
@Command(name = "job", description = "Jobs.", mixinStandardHelpOptions = true)
final class JobCommands {
  @Command(
      name = "list",
      description = "Lists jobs, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Common common,
      @Option(names = "--status", description = "queued, running, succeeded, failed or cancelled.")
          String status,
      @Option(names = "--type", description = "For example env_restore.") String type,
      @Option(names = "--environment", description = "site/environment, or its id.")
          String environment,
      @Option(names = "--site", description = "The site's slug or id.") String site,
      @Option(names = "--limit", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}.")
          int limit,
      @Option(names = "--cursor", description = "Goes on where a page ended.") String cursor) {
    StringBuilder path = new StringBuilder("/jobs?limit=").append(limit);
    append(path, "status", status);
    append(path, "job_type", type);
    append(path, "environment_id", environment);
    append(path, "site_id", site);
    append(path, "cursor", cursor);
    Client.Answer answer = common.client().get(path.toString());
    if (common.json()) {
      return common.print(answer);
    }
    Table table = new Table("JOB", "TYPE", "ENVIRONMENT", "STATUS", "ASKED", "BY", "ERROR");
    for (JsonNode job : answer.json()) {
      table.row(
          Common.text(job, "id"),
          Common.text(job, "job_type"),
          Common.text(job, "environment"),
          Common.text(job, "status"),
          common.ago(job, "created_at"),
          Common.text(job, "requested_by"),
          Common.text(job, "error_code"));
    }
    table.print(common.out(), "There is no such job.");
    if (answer.nextCursor() != null) {
      common.err().println("There are more: --cursor " + Plain.line(answer.nextCursor()));
    }
    return ExitCode.OK;
  }

  @Command(name = "show", description = "Shows a job.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Common common,
      @Parameters(paramLabel = "JOB_ID", description = "The job's id.") String id) {
    Client.Answer answer = common.client().get("/jobs/" + Client.segment(id));
    if (common.json()) {
      return common.print(answer);
    }
    JobText.describe(common, answer.json());
    return ExitCode.OK;
  }

  @Command(
      name = "follow",
      description = "Follows a job to its end; the exit status tells how it ended.",
      mixinStandardHelpOptions = true)
  int follow(
      @Mixin Common common,
      @Parameters(paramLabel = "JOB_ID", description = "The job's id.") String id) {
    common.client().get("/jobs/" + Client.segment(id));
    return Waiting.follow(common, id);
  }

  @Command(
      name = "log",
      description = "Prints what happened to a job.",
      mixinStandardHelpOptions = true)
  int log(
      @Mixin Common common,
      @Parameters(paramLabel = "JOB_ID", description = "The job's id.") String id) {
    common
        .out()
        .print(Plain.block(common.client().get("/jobs/" + Client.segment(id) + "/log").text()));
    return ExitCode.OK;
  }

  @Command(
      name = "cancel",
      description = "Cancels a job. What runs is stopped; nothing is rolled back.",
      mixinStandardHelpOptions = true)
  int cancel(
      @Mixin Common common,
      @Parameters(paramLabel = "JOB_ID", description = "The job's id.") String id) {
    Client.Answer answer = common.client().post("/jobs/" + Client.segment(id) + "/cancel", null);
    if (common.json()) {
      return common.print(answer);
    }
    String status = Common.text(answer.json(), "status");
    common
        .out()
        .println(
            status.equals("running")
                ? "The job is being stopped; the node has not answered yet. \"pressluft job follow\""
                    + " waits for it."
                : "The job is " + Plain.line(status) + ".");
    return ExitCode.OK;
  }

  private static void append(StringBuilder path, String name, String value) {
    if (value != null) {
      path.append('&').append(name).append('=').append(Client.segment(value));
    }
  }
}
