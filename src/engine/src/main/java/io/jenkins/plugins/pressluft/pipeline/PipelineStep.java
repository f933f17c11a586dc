package io.jenkins.plugins.pressluft.pipeline;

import static io.jenkins.plugins.pressluft.pipeline.StepParameter.flag;
import static io.jenkins.plugins.pressluft.pipeline.StepParameter.required;
import static io.jenkins.plugins.pressluft.pipeline.StepParameter.text;

import io.jenkins.plugins.pressluft.model.JobType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The steps that become a job, with the parameters of the REST bodies in camel case. */
public enum PipelineStep {
  BACKUP(
      "pressluftBackup",
      JobType.BACKUP_CREATE,
      "backups",
      "backup",
      text("backupScope"),
      text("message")),
  RESTORE(
      "pressluftRestore",
      JobType.ENV_RESTORE,
      "restore",
      "restore",
      required("backupId"),
      flag("dryRun"),
      text("destination"),
      text("preBackup"),
      text("confirmation"),
      text("otp"),
      text("message"),
      text("expectEnvironment")),
  DEPLOY(
      "pressluftDeploy",
      JobType.ENV_DEPLOY,
      "deploy",
      "deploy",
      text("sourceType"),
      required("sourceRef"),
      text("checksum"),
      text("message")),
  UPDATE(
      "pressluftUpdate",
      JobType.ENV_UPDATE,
      "updates",
      "update",
      required("scope"),
      text("preBackup"),
      text("message")),
  ROLLBACK(
      "pressluftRollback",
      JobType.RELEASE_ROLLBACK,
      "rollback",
      "rollback",
      text("release"),
      text("message")),
  HEALTH(
      "pressluftHealth",
      JobType.HEALTH_CHECK,
      "health",
      "health",
      flag(StepRequest.FAIL_UNHEALTHY));

  private final String stepName;
  private final JobType jobType;
  private final String path;
  private final String section;
  private final List<StepParameter> parameters;

  PipelineStep(
      String stepName, JobType jobType, String path, String section, StepParameter... own) {
    this.stepName = stepName;
    this.jobType = jobType;
    this.path = path;
    this.section = section;
    this.parameters =
        Stream.concat(
                Stream.of(required(StepRequest.ENVIRONMENT), flag(StepRequest.FAIL_ON_REFUSAL)),
                Stream.of(own))
            .toList();
  }

  /** The step that a Jenkinsfile calls by this name. */
  public static Optional<PipelineStep> named(String stepName) {
    return Stream.of(values()).filter(step -> step.stepName.equals(stepName)).findFirst();
  }

  /** What a Jenkinsfile calls it, for example {@code pressluftBackup}. */
  public String stepName() {
    return stepName;
  }

  /** The job that it becomes. */
  public JobType jobType() {
    return jobType;
  }

  /** The last segment of the contract's path below {@code /environments/{environment}/}. */
  public String path() {
    return path;
  }

  /** The member of a job's result that tells what came of it. */
  String section() {
    return section;
  }

  /** Every parameter, the common ones first. */
  public List<StepParameter> parameters() {
    return parameters;
  }

  Optional<StepParameter> parameter(String name) {
    return parameters.stream().filter(parameter -> parameter.name().equals(name)).findFirst();
  }

  String parameterNames() {
    return parameters.stream().map(StepParameter::name).collect(Collectors.joining(", "));
  }
}
