package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.ChangeFacts;
import io.jenkins.plugins.pressluft.job.Live;
import io.jenkins.plugins.pressluft.job.Outcome;
import tools.jackson.databind.JsonNode;

/** What deploys, updates and rollbacks share in reading what the node reported. */
final class Rollouts {
  private Rollouts() {}

  /**
   * The outcome of a play that did everything.
   *
   * @param section of the result that tells it
   */
  static Outcome succeeded(JsonNode result, String section, BackupArtifact artifact) {
    ChangeFacts facts = Reports.change(result.path(section));
    if (facts == null || facts.to() == null || facts.to().release() == null) {
      throw PlaybookOperation.incomplete("what is live now");
    }
    Live now = new Live(facts.to().release(), facts.to().generation(), facts.to().database(), true);
    return new Outcome(null, null, PlaybookOperation.withoutManifest(result), artifact, facts, now);
  }
}
