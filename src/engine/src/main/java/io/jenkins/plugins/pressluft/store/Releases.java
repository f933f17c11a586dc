package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Release;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The releases. */
public final class Releases {
  private final Handle handle;

  Releases(Handle handle) {
    this.handle = handle;
  }

  /** One. */
  public Optional<Release> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Those of one environment, newest first. */
  public List<Release> ofEnvironment(UUID environmentId) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
