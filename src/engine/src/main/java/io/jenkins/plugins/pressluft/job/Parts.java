package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** What a running job needs. */
record Parts(
    Ledger ledger,
    Endings endings,
    PlaybookLauncher launcher,
    Map<JobType, Operation> operations,
    Settlement settlement,
    Clock clock,
    JobSettings settings) {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** Notes now and then that a job is being looked at. */
  void beat(Job job, Progress progress) {
    if (!clock.instant().isBefore(job.heartbeatAt().plus(HEARTBEAT))) {
      ledger.note(tx -> tx.jobs().heartbeat(job.id(), progress.json()));
    }
  }
}
