package io.jenkins.plugins.pressluft.plugin.step;

import hudson.console.HyperlinkNote;
import hudson.model.TaskListener;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.pipeline.ProgressLines;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftRootAction;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** What a step writes into the log of its build. Not for several threads at once. */
final class StepLog {
  private static final String PREFIX = "[pressluft] ";

  private final TaskListener listener;
  private final ProgressLines lines = new ProgressLines();

  StepLog(TaskListener listener) {
    this.listener = listener;
  }

  void say(String line) {
    listener.getLogger().println(PREFIX + line);
  }

  /** The plan, with the way to the job's page. */
  void plan(String plan, UUID jobId) {
    String address = "/" + PressluftRootAction.URL_NAME + "/#/jobs/" + jobId;
    say(plan + ": " + HyperlinkNote.encodeTo(address, "job " + jobId));
  }

  void event(JobEvent event) {
    lines.line(event.type(), JsonMapper.shared().readTree(event.payload())).ifPresent(this::say);
  }
}
