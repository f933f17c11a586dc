package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;

/** New code for environments, and the way back. */
final class RolloutEndpoints {
  private static final String UPLOAD = "upload:";

  private final Store store;
  private final JobService jobs;
  private final Uploads uploads;

  RolloutEndpoints(Store store, JobService jobs, Uploads uploads) {
    this.store = store;
    this.jobs = jobs;
    this.uploads = uploads;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("deployEnvironment", this::deploy);
    endpoints.put("updateEnvironment", this::update);
    endpoints.put("rollbackEnvironment", this::rollback);
    endpoints.put("sendUpload", this::send);
  }

  private Reply deploy(Call call) {
    String source = call.field("source_ref");
    JobRequest.DeployRequest request =
        new JobRequest.DeployRequest(
            environment(call).id(),
            SourceType.of(call.field("source_type")),
            source,
            call.field("checksum"),
            call.field("message"));
    if (request.sourceType() == SourceType.UPLOAD && isMissing(request)) {
      throw new RefusedException(
          Refusal.conflict(
              "conflict",
              "There is no such upload of this environment, or not any more; send the file"
                  + " again."));
    }
    return accepted(call, request);
  }

  /** A reference that is no upload's id at all is the engine's to refuse. */
  private boolean isMissing(JobRequest.DeployRequest request) {
    String id =
        request.sourceRef().startsWith(UPLOAD)
            ? request.sourceRef().substring(UPLOAD.length())
            : "";
    return id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
        && uploads.find(request.environmentId(), UUID.fromString(id)).isEmpty();
  }

  private Reply update(Call call) {
    String preBackup = call.field("pre_backup");
    return accepted(
        call,
        new JobRequest.UpdateRequest(
            environment(call).id(),
            UpdateScope.of(call.field("scope")),
            preBackup == null ? PreBackup.CREATE : PreBackup.of(preBackup),
            call.field("message")));
  }

  private Reply rollback(Call call) {
    return accepted(
        call,
        new JobRequest.RollbackRequest(
            environment(call).id(), call.field("release"), call.field("message")));
  }

  private Reply send(Call call) {
    Environment environment = environment(call);
    if (!call.caller().may(Caller.Permission.DEPLOY, environment.id())) {
      throw new RefusedException(
          Refusal.forbidden(
              "You need the deploy permission on "
                  + environment.slugPath()
                  + "; ask an administrator for it."));
    }
    try {
      Uploads.Stored stored = uploads.receive(environment.id(), call.request().getInputStream());
      return Reply.ok(
          JsonNodeFactory.instance
              .objectNode()
              .put("upload", UPLOAD + stored.id())
              .put("sha256", stored.sha256())
              .put("size", stored.size()));
    } catch (Uploads.TooLongException e) {
      throw new RefusedException(Refusal.badRequest(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply accepted(Call call, JobRequest request) {
    return Reply.accepted(jobs.enqueue(call.caller(), request).id());
  }

  private Environment environment(Call call) {
    return store.read(tx -> new Sight(call.caller(), tx).environment(call.text("environment")));
  }
}
