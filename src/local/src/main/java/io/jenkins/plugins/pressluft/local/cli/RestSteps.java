package io.jenkins.plugins.pressluft.local.cli;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.local.jenkinsfile.RunLog;
import io.jenkins.plugins.pressluft.local.jenkinsfile.SiteSteps;
import io.jenkins.plugins.pressluft.local.jenkinsfile.StepFailure;
import io.jenkins.plugins.pressluft.pipeline.BackupReference;
import io.jenkins.plugins.pressluft.pipeline.JobEnd;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import io.jenkins.plugins.pressluft.pipeline.ProgressLines;
import io.jenkins.plugins.pressluft.pipeline.StepRequest;
import io.jenkins.plugins.pressluft.pipeline.StepResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Pressluft's steps by the REST endpoint of a server or of a controller. */
final class RestSteps implements SiteSteps {
  private final Client client;
  private final Path locks;
  private final RunLog log;

  /**
   * Steps by this client.
   *
   * @param locks where the files lie by which runs on this machine keep sites
   */
  RestSteps(Client client, Path locks, RunLog log) {
    this.client = client;
    this.locks = locks;
    this.log = log;
  }

  @Override
  public Map<String, Object> run(PipelineStep step, Map<?, ?> named) throws InterruptedException {
    StepRequest request;
    try {
      request = StepRequest.of(step, named);
    } catch (RefusedException e) {
      throw new StepFailure(ExitCode.USAGE, StepResult.refusal(step, e.refusal()));
    }
    String job;
    try {
      job = whole(() -> ask(request));
    } catch (CommandException e) {
      return refused(request, e);
    } catch (RefusedException e) {
      return refused(request, e.refusal(), ExitCode.NOT_FOUND);
    }
    if (Thread.interrupted()) {
      cancel(job);
      throw new InterruptedException();
    }
    Map<String, Object> result = await(request, job);
    Optional<String> failure = StepResult.failure(request, result);
    if (failure.isPresent()) {
      boolean cancelled = "cancelled".equals(result.get("status"));
      throw new StepFailure(
          cancelled ? ExitCode.JOB_CANCELLED : ExitCode.JOB_FAILED, failure.get());
    }
    return result;
  }

  /**
   * Does not let a time limit cut a request in two: a job that the server accepted must be known,
   * or nobody could stop it. The interruption is still there afterwards.
   *
   * @throws CommandException or {@link RefusedException} as the work does
   */
  private static <T> T whole(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private String ask(StepRequest request) {
    JsonNode environment = environment(request.environment());
    String path = path(environment);
    UUID backup =
        request.backup() == null ? null : request.backup().among(backups(request.backup(), path));
    String name = Common.text(environment, "slug_path");
    log.line(request.step().stepName() + ": " + request.plan(name, backup));
    ObjectNode body = Client.JSON.valueToTree(request.body(backup));
    return Common.text(
        client.post(path + "/" + request.step().path(), body.isEmpty() ? null : body).json(),
        "job_id");
  }

  private JsonNode environment(String reference) {
    return client.get("/environments/" + Client.segment(reference)).json();
  }

  private static String path(JsonNode environment) {
    return "/environments/" + Common.text(environment, "id");
  }

  private List<Row> backups(BackupReference reference, String path) {
    return reference.isLatest()
        ? client.get(path + "/backups").json().valueStream().map(Row::new).toList()
        : List.of();
  }

  private record Row(JsonNode backup) implements BackupReference.Candidate {
    @Override
    public UUID id() {
      return UUID.fromString(Common.text(backup, "id"));
    }

    @Override
    public String status() {
      return Common.text(backup, "status");
    }

    @Override
    public String purpose() {
      return Common.text(backup, "purpose");
    }
  }

  private Map<String, Object> refused(StepRequest request, CommandException e) {
    Optional<Refusal> refusal = refusal(e);
    if (refusal.isEmpty()) {
      throw new StepFailure(e.exitCode(), e.getMessage());
    }
    return refused(request, refusal.get(), e.exitCode());
  }

  private Map<String, Object> refused(StepRequest request, Refusal refusal, int exitCode) {
    String words = StepResult.refusal(request.step(), refusal);
    if (request.failOnRefusal()) {
      throw new StepFailure(exitCode, words);
    }
    log.line(words);
    return StepResult.of(request.step(), request.environment(), refusal);
  }

  private static Optional<Refusal> refusal(CommandException e) {
    if (e.body() == null || e.exitCode() == ExitCode.SERVER_FAULT) {
      return Optional.empty();
    }
    try {
      JsonNode body = Client.JSON.readTree(e.body());
      String code = body.path("code").stringValue(null);
      if (code == null) {
        return Optional.empty();
      }
      Map<String, Object> details = new HashMap<>();
      body.path("details")
          .properties()
          .forEach(detail -> details.put(detail.getKey(), detail.getValue().asString()));
      return Optional.of(new Refusal(code, 409, Common.text(body, "message"), details));
    } catch (JacksonException notOurs) {
      return Optional.empty();
    }
  }

  private Map<String, Object> await(StepRequest request, String id) throws InterruptedException {
    log.line("job " + id);
    ProgressLines lines = new ProgressLines();
    try {
      new Follower(client, id, (type, payload) -> lines.line(type, payload).ifPresent(log::line))
          .follow();
    } catch (CommandException e) {
      if (Thread.interrupted()) {
        cancel(id);
        throw new InterruptedException();
      }
      throw new StepFailure(e.exitCode(), e.getMessage());
    }
    return whole(() -> result(request.step(), client.get("/jobs/" + Client.segment(id)).json()));
  }

  private Map<String, Object> result(PipelineStep step, JsonNode job) {
    String backup = job.path("backup_id").stringValue(null);
    JsonNode releases =
        JobEnd.releasePath(job.path("result")).isEmpty()
            ? MissingNode.getInstance()
            : client
                .get(
                    "/environments/"
                        + Client.segment(Common.text(job, "environment_id"))
                        + "/releases")
                .json();
    LinkedHashMap<String, Object> result =
        StepResult.of(
            step,
            JobEnd.of(
                job,
                backup == null ? null : client.get("/backups/" + Client.segment(backup)).json(),
                releases));
    log.line(step.stepName() + ": " + result.get("status"));
    return result;
  }

  /** As Jenkins does when it aborts a step: the job is asked to stop. */
  private void cancel(String id) {
    try {
      client.post("/jobs/" + Client.segment(id) + "/cancel", null);
      log.line("job " + id + " was asked to stop");
    } catch (CommandException e) {
      log.line("job " + id + " goes on: " + e.getMessage());
    }
  }

  @Override
  public Lock lock(String environment) throws InterruptedException {
    try {
      return SiteLock.take(locks, Common.text(environment(environment), "site_id"), log);
    } catch (CommandException e) {
      throw new StepFailure(e.exitCode(), "pressluftLock: " + e.getMessage());
    }
  }
}
