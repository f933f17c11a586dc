package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.ansible.DerivedText;
import io.jenkins.plugins.pressluft.job.Attempt;
import io.jenkins.plugins.pressluft.job.BackupArtifact;
import io.jenkins.plugins.pressluft.job.OperationException;
import io.jenkins.plugins.pressluft.job.Outcome;
import io.jenkins.plugins.pressluft.job.Parameters;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.ObjectAddress;
import io.jenkins.plugins.pressluft.model.Storage;
import io.jenkins.plugins.pressluft.storage.SignedAddress;
import io.jenkins.plugins.pressluft.upload.Uploads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Brings new code before visitors, behind the health gate. */
final class EnvironmentDeploy extends PlaybookOperation {
  private static final String SECTION = "deploy";

  private static final String UPLOAD = "upload:";

  /** From the start of the run until the node has begun to fetch; each attempt gets a new one. */
  private static final Duration VALID = Duration.ofMinutes(15);

  private final Uploads uploads;

  EnvironmentDeploy(ManifestKeys keys, Uploads uploads) {
    super(JobType.ENV_DEPLOY, SECTION, keys);
    this.uploads = uploads;
  }

  @Override
  void sections(Attempt attempt, Map<String, Object> pressluft) {
    pressluft.put(
        SECTION,
        variables.deploy(attempt.job(), attempt.environment(), sent(attempt), signed(attempt)));
  }

  /** The address of an archive in an object storage; null when it comes from elsewhere. */
  private static DerivedText signed(Attempt attempt) {
    ObjectAddress object =
        ObjectAddress.of(Parameters.of(attempt.job().parameters()).sourceRef()).orElse(null);
    if (object == null) {
      return null;
    } else if (attempt.source() == null) {
      throw new OperationException(
          ErrorCode.NOT_DECLARED,
          "The registry no longer declares the object storage that this archive is in; declare it"
              + " among the environment's deploy_storages, then deploy.");
    }
    Storage.Bucket bucket = attempt.source().spec().bucket();
    return new DerivedText(
        List.of(bucket.accessKey(), bucket.secretKey()),
        keys -> {
          SignedAddress address =
              SignedAddress.toRead(bucket, keys.get(0), keys.get(1), object, VALID);
          return Stream.concat(Stream.of(address.text()), address.secretParts().stream()).toList();
        });
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
                    "The file that was sent is not here: it is kept for a day, by the controller"
                        + " that it was sent to. Send it again, then deploy."));
  }

  @Override
  Outcome succeeded(Attempt attempt, JsonNode result, BackupArtifact artifact) {
    return Rollouts.succeeded(result, SECTION, null);
  }
}
