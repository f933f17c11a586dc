package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.RunOutcome;
import io.jenkins.plugins.pressluft.job.Run;
import io.jenkins.plugins.pressluft.job.Settled;
import io.jenkins.plugins.pressluft.job.Settlement;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Asks the node by {@code job-settle.yml}. */
final class NodeSettlement implements Settlement {
  private static final String PLAYBOOK = "job-settle.yml";

  private final PlayVariables variables;

  NodeSettlement(ManifestKeys keys) {
    this.variables = new PlayVariables(keys);
  }

  @Override
  public Launch prepare(Target target) {
    Map<String, Object> pressluft = new LinkedHashMap<>();
    pressluft.put(
        "job", variables.job(target.jobId(), "job_settle", target.attempt(), target.fence()));
    pressluft.put("site", variables.site(target.site()));
    pressluft.put("environment", variables.environment(target.environment()));
    Map<String, Object> database = variables.database(target.environment());
    if (database != null) {
      pressluft.put("database", database);
    }
    return new Launch(target.runId(), PLAYBOOK, target.node(), pressluft);
  }

  @Override
  public Settled conclude(Run run) {
    RunOutcome outcome = RunOutcome.classify(run.events(), run.exitCode(), run.outputTail(), false);
    if (!outcome.succeeded()) {
      return Settled.unanswered(outcome.sentence());
    }
    JsonNode settle = outcome.result().path("settle");
    if (!settle.path("live").isObject() || !settle.path("lease_free").isBoolean()) {
      return Settled.unanswered("The node's answer is not one that this program understands.");
    }
    return new Settled(
        true,
        null,
        Reports.live(settle.path("live")),
        settle.path("lease_free").asBoolean(),
        settle.path("healthy").isBoolean() ? (Boolean) settle.path("healthy").asBoolean() : null,
        outcome.result().toString());
  }
}
