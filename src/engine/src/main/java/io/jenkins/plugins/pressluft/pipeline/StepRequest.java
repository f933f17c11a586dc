package io.jenkins.plugins.pressluft.pipeline;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * What one step of a Jenkinsfile asks for, checked for its form only. It becomes a request to the
 * engine in this process ({@link #jobRequest}) or a body for its REST endpoint ({@link #body}).
 */
public final class StepRequest {
  /** Which environment: {@code site/environment} or its id. */
  public static final String ENVIRONMENT = "environment";

  /** Whether a refusal fails the step; true unless said otherwise. */
  public static final String FAIL_ON_REFUSAL = "failOnRefusal";

  /** Whether an unhealthy environment fails the step {@code pressluftHealth}; true as well. */
  public static final String FAIL_UNHEALTHY = "failOnUnhealthy";

  private static final String BACKUP_ID = "backupId";

  private final PipelineStep step;
  private final Map<String, Object> values;
  private final BackupReference backup;

  private StepRequest(PipelineStep step, Map<String, Object> values, BackupReference backup) {
    this.step = step;
    this.values = values;
    this.backup = backup;
  }

  /**
   * Reads the named parameters of a step. Null values count as not given.
   *
   * @param named as a Jenkinsfile gives them: texts (Groovy's too), booleans, and for {@code
   *     backupId} a map
   * @throws RefusedException {@code bad_request}, naming what is wrong: such a step is a mistake in
   *     the Jenkinsfile, so it fails whatever {@code failOnRefusal} says
   */
  public static StepRequest of(PipelineStep step, Map<?, ?> named) {
    Map<String, Object> values = new LinkedHashMap<>();
    named.forEach(
        (name, value) -> {
          StepParameter parameter =
              step.parameter(String.valueOf(name))
                  .orElseThrow(
                      () ->
                          bad(
                              step.stepName()
                                  + " has no parameter \""
                                  + name
                                  + "\"; it takes "
                                  + step.parameterNames()
                                  + "."));
          if (value != null) {
            values.put(parameter.name(), read(step, parameter, value));
          }
        });
    for (StepParameter parameter : step.parameters()) {
      if (parameter.isRequired() && isMissing(values.get(parameter.name()))) {
        throw bad(step.stepName() + " needs " + parameter.name() + "; say it.");
      }
    }
    BackupReference backup =
        values.containsKey(BACKUP_ID) ? BackupReference.of(values.get(BACKUP_ID)) : null;
    StepRequest request = new StepRequest(step, Collections.unmodifiableMap(values), backup);
    request.preset();
    return request;
  }

  private static Object read(PipelineStep step, StepParameter parameter, Object value) {
    if (parameter.isFlag()) {
      if (value instanceof Boolean) {
        return value;
      }
      String text = value.toString();
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      throw bad(step.stepName() + ": " + parameter.name() + " must be true or false.");
    }
    if (value instanceof CharSequence) {
      return value.toString();
    }
    if (parameter.name().equals(BACKUP_ID)) {
      return value;
    }
    throw bad(step.stepName() + ": " + parameter.name() + " must be a text.");
  }

  private static boolean isMissing(Object value) {
    return value == null || value.equals("");
  }

  /** Every value that has to be one of a few is looked at now, not when the job is asked for. */
  private void preset() {
    switch (step) {
      case BACKUP -> backupScope();
      case RESTORE, UPDATE -> preBackup();
      case DEPLOY -> sourceType();
      default -> {
        // Nothing else is one of a few.
      }
    }
    if (step == PipelineStep.UPDATE) {
      updateScope();
    }
  }

  /** The step. */
  public PipelineStep step() {
    return step;
  }

  /** {@code site/environment} or an id, as it was given. */
  public String environment() {
    return text(ENVIRONMENT);
  }

  /** Which backup is meant; null for a step that takes none. */
  public BackupReference backup() {
    return backup;
  }

  /** Whether a refusal fails the step, instead of being returned by it. */
  public boolean failOnRefusal() {
    return !Boolean.FALSE.equals(values.get(FAIL_ON_REFUSAL));
  }

  /** Whether an environment that is not healthy fails a step that only asks for its health. */
  public boolean failOnUnhealthy() {
    return !Boolean.FALSE.equals(values.get(FAIL_UNHEALTHY));
  }

  /**
   * The engine's request.
   *
   * @param environmentId what {@link #environment} is
   * @param backupId what {@link #backup} is; null for a step that takes none
   */
  public JobRequest jobRequest(UUID environmentId, UUID backupId) {
    String message = text("message");
    return switch (step) {
      case BACKUP -> new JobRequest.BackupRequest(environmentId, backupScope(), message);
      case RESTORE ->
          new JobRequest.RestoreRequest(
              environmentId,
              backupId,
              Boolean.TRUE.equals(values.get("dryRun")),
              text("destination"),
              preBackup(),
              text("confirmation"),
              text("otp"),
              message,
              text("expectEnvironment"));
      case DEPLOY ->
          new JobRequest.DeployRequest(
              environmentId, sourceType(), text("sourceRef"), text("checksum"), message);
      case UPDATE ->
          new JobRequest.UpdateRequest(environmentId, updateScope(), preBackup(), message);
      case ROLLBACK -> new JobRequest.RollbackRequest(environmentId, text("release"), message);
      case HEALTH -> new JobRequest.HealthRequest(environmentId);
    };
  }

  /**
   * The body for the contract's endpoint, without what was not given.
   *
   * @param backupId as for {@link #jobRequest}
   */
  public Map<String, Object> body(UUID backupId) {
    Map<String, Object> body = new LinkedHashMap<>();
    for (StepParameter parameter : step.parameters()) {
      String name = parameter.name();
      boolean ours =
          name.equals(ENVIRONMENT) || name.equals(FAIL_ON_REFUSAL) || name.equals(FAIL_UNHEALTHY);
      if (!ours && values.containsKey(name)) {
        body.put(parameter.wire(), values.get(name));
      }
    }
    switch (step) {
      case BACKUP -> body.put("backup_scope", backupScope().wire());
      case RESTORE -> body.put("backup_id", backupId.toString());
      case DEPLOY -> body.put("source_type", sourceType().wire());
      default -> {
        // All that the contract requires was given.
      }
    }
    return body;
  }

  /**
   * What is about to happen, for the log: never the one-time code or the typed phrase.
   *
   * @param slugPath the environment's name for people
   * @param backupId as for {@link #jobRequest}
   */
  public String plan(String slugPath, UUID backupId) {
    return switch (step) {
      case BACKUP -> "Back up " + slugPath + " (" + backupScope().wire() + ")";
      case RESTORE ->
          (Boolean.TRUE.equals(values.get("dryRun")) ? "Dry run: restore " : "Restore ")
              + slugPath
              + " from backup "
              + backupId
              + (backup.isLatest() ? " (the latest)" : "")
              + (text("destination") == null ? "" : " into " + text("destination"));
      case DEPLOY -> "Deploy " + sourceWithoutSecrets() + " to " + slugPath;
      case UPDATE -> "Update " + updateScope().wire() + " of " + slugPath;
      case ROLLBACK ->
          "Roll "
              + slugPath
              + " back to "
              + (text("release") == null ? "the release before" : text("release"));
      case HEALTH -> "Check the health of " + slugPath;
    };
  }

  /** A user and a password inside a URL are not for logs; the engine refuses them, if any. */
  private String sourceWithoutSecrets() {
    return text("sourceRef").replaceFirst("^([a-z][a-z0-9+.-]*://)[^/@]*@", "$1***@");
  }

  private BackupScope backupScope() {
    String scope = text("backupScope");
    return scope == null ? BackupScope.FULL : named("backupScope", scope, BackupScope::of);
  }

  private PreBackup preBackup() {
    String preBackup = text("preBackup");
    return preBackup == null ? PreBackup.CREATE : named("preBackup", preBackup, PreBackup::of);
  }

  private SourceType sourceType() {
    String type = text("sourceType");
    return type == null ? SourceType.GIT : named("sourceType", type, SourceType::of);
  }

  private UpdateScope updateScope() {
    return named("scope", text("scope"), UpdateScope::of);
  }

  private <T> T named(String parameter, String value, Function<String, T> parse) {
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      throw bad(step.stepName() + ": " + parameter + ": " + e.getMessage() + ".");
    }
  }

  private String text(String name) {
    return (String) values.get(name);
  }

  private static RefusedException bad(String message) {
    return new RefusedException(Refusal.badRequest(message));
  }
}
