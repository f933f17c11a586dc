package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.RunOutcome;
import io.jenkins.plugins.pressluft.job.ChangeFacts;
import io.jenkins.plugins.pressluft.job.Run;
import io.jenkins.plugins.pressluft.job.Settled;
import io.jenkins.plugins.pressluft.job.Settlement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Asks the node by {@code job-settle.yml}. */
final class NodeSettlement implements Settlement {
  private static final String PLAYBOOK = "job-settle.yml";
  private static final List<String> CHANGES = List.of("deploy", "update", "rollback", "restore");

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
        outcome.result().toString(),
        last(outcome.result()));
  }

  /** The end of the last change, told as its own playbook would have told it. */
  private static Settled.Last last(JsonNode result) {
    for (String section : CHANGES) {
      ChangeFacts change = Reports.change(result.path(section));
      Optional<UUID> job = Reports.id(result.path(section).path("job"));
      if (change != null && job.isPresent()) {
        return new Settled.Last(job.get(), change);
      }
    }
    return null;
  }
}
