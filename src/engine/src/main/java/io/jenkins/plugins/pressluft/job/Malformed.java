package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.DeployRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RollbackRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UpdateRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What is wrong with a request whatever the state of the house; it never reaches the guards. */
final class Malformed {
  private Malformed() {}

  /** The first thing that is wrong, or nothing. */
  static Optional<Refusal> check(JobRequest request) {
    if (request instanceof BackupRequest backup) {
      return Stream.of(
              required("backup_scope", backup.scope()), Text.message("message", backup.message()))
          .flatMap(Optional::stream)
          .findFirst();
    } else if (request instanceof RestoreRequest restore) {
      return Stream.of(
              required("backup_id", restore.backupId()),
              Text.message("message", restore.message()),
              Text.line("confirmation", restore.confirmation()),
              Text.line("otp", restore.otp()),
              Text.line("expect_environment", restore.expectEnvironment()),
              Text.line("destination", restore.destination()),
              destination(restore.destination()))
          .flatMap(Optional::stream)
          .findFirst();
    } else if (request instanceof UndoRequest undo) {
      return Stream.of(
              Text.message("message", undo.message()),
              Text.line("confirmation", undo.confirmation()),
              Text.line("otp", undo.otp()))
          .flatMap(Optional::stream)
          .findFirst();
    } else if (request instanceof DeployRequest deploy) {
      return required("source_type", deploy.sourceType())
          .or(() -> required("source_ref", deploy.sourceRef()))
          .or(
              () ->
                  SourceReference.malformed(
                      deploy.sourceType(), deploy.sourceRef(), deploy.checksum()))
          .or(() -> Text.message("message", deploy.message()));
    } else if (request instanceof UpdateRequest update) {
      return required("scope", update.scope()).or(() -> Text.message("message", update.message()));
    } else if (request instanceof RollbackRequest rollback) {
      return Text.message("message", rollback.message())
          .or(() -> Text.line("release", rollback.release()));
    }
    return Optional.empty();
  }

  private static Optional<Refusal> required(String field, Object value) {
    return value != null
        ? Optional.empty()
        : Optional.of(Refusal.badRequest(field + " is missing; send it."));
  }

  private static Optional<Refusal> destination(String destination) {
    if (destination == null) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(destination);
      if (path.isAbsolute() && path.normalize().equals(path) && path.getNameCount() > 0) {
        return Optional.empty();
      }
    } catch (InvalidPathException e) {
      // Refused below, as every other path that is not one.
    }
    return Optional.of(
        Refusal.badRequest("destination must be an absolute directory without \"..\"."));
  }
}
