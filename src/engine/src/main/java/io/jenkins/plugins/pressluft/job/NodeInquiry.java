package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.Poll;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a node at once, outside any job, and waits for the answer: for a reset. */
final class NodeInquiry {
  private static final Logger LOG = LoggerFactory.getLogger(NodeInquiry.class);

  private final PlaybookLauncher launcher;
  private final Settlement settlement;
  private final Clock clock;
  private final JobSettings settings;
  private final Pause pause;

  NodeInquiry(
      PlaybookLauncher launcher,
      Settlement settlement,
      Clock clock,
      JobSettings settings,
      Pause pause) {
    this.launcher = launcher;
    this.settlement = settlement;
    this.clock = clock;
    this.settings = settings;
    this.pause = pause;
  }

  /** Waits at most the settings' time; whatever goes wrong is an answer that says why. */
  Settled ask(Settlement.Target target) {
    try {
      String handle = launcher.launch(settlement.prepare(target));
      try {
        return await(handle);
      } finally {
        launcher.stop(handle);
        launcher.discard(handle);
      }
    } catch (OperationException | LaunchException e) {
      return Settled.unanswered(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Settled.unanswered("the engine is being stopped");
    } catch (RuntimeException e) {
      LOG.warn("The node of {} could not be asked.", target.environment().slugPath(), e);
      return Settled.unanswered("asking the node failed; see the program's log");
    }
  }

  private Settled await(String handle) throws InterruptedException {
    Instant end = clock.instant().plus(settings.settle());
    while (clock.instant().isBefore(end)) {
      Poll poll = launcher.poll(handle, 0);
      if (poll.state() == Poll.State.ENDED) {
        return settlement.conclude(new Run(poll.events(), poll.exitCode(), poll.outputTail()));
      } else if (poll.state() == Poll.State.GONE) {
        return Settled.unanswered("the process that asked the node is gone");
      }
      pause.sleep(settings.look());
    }
    return Settled.unanswered(
        "the node did not answer within " + settings.settle().toSeconds() + " seconds");
  }
}
