package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
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
              Text.line("confirmation", undo.confirmation()))
          .flatMap(Optional::stream)
          .findFirst();
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
