package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rollback that a failed deploy or update led to by itself, as a job of its own: it was done by
 * the same run on the node, so it is recorded when that job ends and never waits in the queue.
 */
final class WayBack {
  private static final Set<JobType> ROLLOUTS = EnumSet.of(JobType.ENV_DEPLOY, JobType.ENV_UPDATE);

  private final Transaction tx;
  private final Job job;
  private final Endings.Reason reason;
  private final UUID id;

  private WayBack(Transaction tx, Job job, Endings.Reason reason) {
    this.tx = tx;
    this.job = job;
    this.reason = reason;
    this.id = tx.newId();
  }

  /** Empty when nothing was switched back, and nothing tried to. */
  static Optional<WayBack> of(Transaction tx, Job job, Endings.Reason reason) {
    boolean back = reason.change() != null && reason.change().isRolledBack();
    return ROLLOUTS.contains(job.type()) && (back || reason.code() == ErrorCode.ROLLBACK_FAILED)
        ? Optional.of(new WayBack(tx, job, reason))
        : Optional.empty();
  }

  /** The result of the job that failed, naming the rollback. */
  String linked(String result) {
    ObjectNode linked = Json.MAPPER.createObjectNode();
    if (result != null && Json.MAPPER.readTree(result) instanceof ObjectNode known) {
      linked = known;
    }
    return linked.put("rollback_job_id", id.toString()).toString();
  }

  /** Writes the job's whole life; the failed job must have ended. */
  void record(String lockedBy) {
    boolean succeeded = reason.code() != ErrorCode.ROLLBACK_FAILED;
    Live back = reason.change() == null ? null : reason.change().from();
    String release = back == null ? null : back.release();
    tx.jobs()
        .insert(
            Job.queued(
                id,
                JobType.RELEASE_ROLLBACK,
                job.siteId(),
                job.environmentId(),
                job.nodeId(),
                null,
                1,
                Json.text(Parameters.rollback(release, job.id(), null)),
                Progress.none().json(),
                job.requestedBy(),
                "engine",
                tx.now(),
                job.runOn(),
                job.askedIn(),
                job.controllerId()));
    tx.jobs().claim(id, lockedBy, tx.now());
    tx.jobs()
        .finish(
            id,
            succeeded ? JobStatus.SUCCEEDED : JobStatus.FAILED,
            succeeded ? null : reason.code().name(),
            succeeded ? null : Endings.bounded(reason.message()),
            result(succeeded));
    Entries.status(tx, id);
    Entries.ended(
        tx,
        tx.jobs().byId(id).orElseThrow(),
        succeeded ? "succeeded" : "failed",
        succeeded ? null : reason.code().name(),
        succeeded ? null : reason.message());
    tx.events().append(job.id(), "rollback", Json.object("job_id", id.toString()));
  }

  private String result(boolean succeeded) {
    ObjectNode result = Json.MAPPER.createObjectNode();
    ObjectNode rollback = result.putObject("rollback");
    rollback.put("outcome", succeeded ? "succeeded" : "unknown");
    rollback.put("of_job", job.id().toString());
    ChangeFacts facts = reason.change();
    if (facts != null) {
      place(rollback, "from", facts.to());
      place(rollback, "to", facts.from());
    }
    JsonNode said = reason.result() == null ? null : Json.MAPPER.readTree(reason.result());
    JsonNode health =
        said == null
            ? null
            : said.path(job.type() == JobType.ENV_DEPLOY ? "deploy" : "update").get("health_after");
    if (health != null) {
      rollback.set("health", health);
    }
    return result.toString();
  }

  private static void place(ObjectNode rollback, String name, Live live) {
    if (live != null && live.release() != null) {
      rollback.putObject(name).put("release", live.release()).put("generation", live.generation());
    }
  }
}
