package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.OperationException;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.job.Parameters;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.upload.Uploads;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Brings new code before visitors, behind the health gate. */
final class EnvironmentDeploy extends PlaybookOperation {
  private static final String SECTION = "deploy";

  private static final String UPLOAD = "upload:";

  private final Uploads uploads;

  EnvironmentDeploy(ManifestKeys keys, Uploads uploads) {
    super(JobType.ENV_DEPLOY, SECTION, keys);
    this.uploads = uploads;
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    pressluft.put(SECTION, variables.deploy(attempt.job(), attempt.environment(), sent(attempt)));
  }

  /** The file that a caller sent; null when the code comes from elsewhere. */
  private Path sent(Attempt attempt) {
    String source = Parameters.of(attempt.job().parameters()).sourceRef();
    if (!source.startsWith(UPLOAD)) {
      return null;
    }
    return uploads
        .find(attempt.environment().id(), UUID.fromString(source.substring(UPLOAD.length())))
        .orElseThrow(
            () ->
                new OperationException(
                    ErrorCode.SOURCE_NOT_FOUND,
                    "The file that was sent is not kept any more; send it again, then deploy."));
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    return Rollouts.succeeded(result, SECTION, null);
  }
}
