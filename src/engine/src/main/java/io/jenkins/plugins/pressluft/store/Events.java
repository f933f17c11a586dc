package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.JobEvent;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What happened to jobs, in one sequence over all of them. */
public final class Events {
  private final Handle handle;

  Events(Handle handle) {
    this.handle = handle;
  }

  /**
   * What came after a sequence number, oldest first.
   *
   * @param jobId null: of all jobs
   * @param limit 1 to 1000
   */
  public List<JobEvent> after(UUID jobId, long sequence, int limit) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Appends one; returns its sequence number. */
  public long append(UUID jobId, String type, String payload) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
