package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobStatus;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The jobs. */
public final class Jobs {
  private final Handle handle;

  Jobs(Handle handle) {
    this.handle = handle;
  }

  /** One. */
  public Optional<Job> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** A page of jobs, newest first. */
  public List<Job> list(JobFilter filter) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** How many are in this state. */
  public int count(JobStatus status) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
