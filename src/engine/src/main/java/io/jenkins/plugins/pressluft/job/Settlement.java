package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Site;
import java.util.UUID;

/**
 * Asks a node what became of an attempt that did not end by itself: stops what still runs, finishes
 * or clears away by the node's journal, and says which generation is live. No lock is freed before
 * it answered.
 */
public interface Settlement {
  /** The playbook and its variables. */
  Launch prepare(Target target);

  /** Reads an ended run; a run without an answer gives {@link Settled#answered()} false. */
  Settled conclude(Run run);

  /**
   * What to settle.
   *
   * @param fence this and every smaller one is stopped on the node
   */
  record Target(
      UUID runId,
      UUID jobId,
      int attempt,
      long fence,
      Site site,
      Environment environment,
      Node node) {}
}
