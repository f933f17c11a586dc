package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Backup;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The backups. */
public final class Backups {
  private final Handle handle;

  Backups(Handle handle) {
    this.handle = handle;
  }

  /** One. */
  public Optional<Backup> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Those of one environment, newest first. */
  public List<Backup> ofEnvironment(UUID environmentId) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** The newest full backup that is completed and not past its retention. */
  public Optional<Backup> newestFull(UUID environmentId) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
