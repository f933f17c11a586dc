package io.jenkins.plugins.pressluft.local.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Whether a command waits for the job that it asked for, and what its end means. */
final class Waiting {
  @Option(
      names = "--wait",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Wait for the job's end (the default), or print its id and leave.")
  private boolean wait;

  /** Goes on after a mutation was accepted. */
  int finish(Common common, Client.Answer accepted) {
    String id = Common.text(accepted.json(), "job_id");
    if (!wait) {
      if (common.json()) {
        return common.print(accepted);
      }
      common.out().println(Plain.line(id));
      return ExitCode.OK;
    }
    return follow(common, id);
  }

  /** Follows a job to its end; the exit status tells how it ended. */
  static int follow(Common common, String id) {
    Follower follower =
        new Follower(common.client(), id, new Progress(common.terminal(), common.json()));
    follower.follow();
    Client.Answer answer = common.client().get("/jobs/" + Client.segment(id));
    JsonNode job = answer.json();
    if (common.json()) {
      common.print(answer);
    } else {
      JobText.ended(common, job);
    }
    boolean unhealthy =
        Common.text(job, "job_type").equals("health_check")
            && !job.path("result").path("health").path("healthy").booleanValue(true);
    return switch (Common.text(job, "status")) {
      case "succeeded" -> unhealthy ? ExitCode.JOB_FAILED : ExitCode.OK;
      case "cancelled" -> ExitCode.JOB_CANCELLED;
      default -> ExitCode.JOB_FAILED;
    };
  }
}
