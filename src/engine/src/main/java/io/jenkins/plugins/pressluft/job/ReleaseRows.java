package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Release;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.UUID;

/** The rows of the releases that a job's node told of; a row is made when one is first heard of. */
final class ReleaseRows {
  private final Transaction tx;
  private final Job job;
  private final Parameters asked;

  ReleaseRows(Transaction tx, Job job) {
    this.tx = tx;
    this.job = job;
    this.asked = Parameters.of(job.parameters());
  }

  /** A release that was there; where it came from is known only when this job was to make it. */
  UUID seen(Live live) {
    boolean ours =
        job.type() == JobType.ENV_DEPLOY
            && live.release() != null
            && ReleaseStamp.isOf(job, live.release());
    return row(live, ReleaseHealth.UNKNOWN, ours, null, null);
  }

  /** The release that the job brought in, or tried to, and what its checks said. */
  UUID made(ChangeFacts facts, ReleaseHealth health) {
    boolean ours = job.type() != JobType.RELEASE_ROLLBACK && !asked.undo();
    return row(facts.to(), health, ours, facts.commit(), facts.health());
  }

  private UUID row(Live live, ReleaseHealth health, boolean ours, String commit, String checks) {
    if (live.release() == null) {
      return null;
    }
    Release known = tx.releases().byPath(job.environmentId(), live.release()).orElse(null);
    if (known == null) {
      UUID id = tx.newId();
      tx.releases()
          .insert(
              new Release(
                  id,
                  job.environmentId(),
                  job.id(),
                  ours && asked.sourceType() != null ? asked.sourceType() : SourceType.UPLOAD,
                  ours ? source(live) : "found:" + live.release(),
                  live.release(),
                  live.generation() == null ? 0 : live.generation(),
                  health,
                  commit == null ? null : "commit " + commit,
                  tx.now(),
                  checks,
                  null));
      return id;
    }
    if (known.health().canBecome(health)) {
      tx.releases().become(known.id(), health);
    }
    if (checks != null) {
      tx.releases().checked(known.id(), checks);
    }
    return known.id();
  }

  private String source(Live live) {
    return switch (job.type()) {
      case ENV_DEPLOY -> asked.sourceRef();
      case ENV_UPDATE -> "update:" + asked.updateScope().wire();
      case ENV_RESTORE -> "backup:" + job.backupId();
      default -> "found:" + live.release();
    };
  }
}
