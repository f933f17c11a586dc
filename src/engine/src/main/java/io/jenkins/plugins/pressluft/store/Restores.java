package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Restore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The provenance of restores. */
public final class Restores {
  private final Handle handle;

  Restores(Handle handle) {
    this.handle = handle;
  }

  /** One. */
  public Optional<Restore> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** The one that a job does. */
  public Optional<Restore> ofJob(UUID jobId) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Those of one backup, newest first. */
  public List<Restore> ofBackup(UUID backupId) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Those of one environment, newest first. */
  public List<Restore> ofEnvironment(UUID environmentId) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** The last restore that changed the environment, succeeded and was not taken back. */
  public Optional<Restore> lastUndoable(UUID environmentId) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
