package io.jenkins.plugins.pressluft.store;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The locks of running jobs. */
public final class Locks {
  private final Handle handle;

  Locks(Handle handle) {
    this.handle = handle;
  }

  /** Whether anything holds the resource. */
  public boolean isHeld(UUID resourceId) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
