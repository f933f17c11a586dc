package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Job;
import java.util.UUID;

/** The one way in: whoever asks, asks here. Every refusal is a {@code RefusedException}. */
public final class JobService {
  /**
   * Accepts a request as a queued job, or refuses it; either way it stands in the operations log.
   *
   * @throws io.jenkins.plugins.pressluft.guard.RefusedException with the contract's code
   */
  public Job enqueue(Caller caller, JobRequest request) {
    throw new UnsupportedOperationException();
  }

  /**
   * Cancels a queued job at once, and asks a running one to stop; its status becomes {@code
   * cancelled} when the node has answered. Only for administrators.
   *
   * @return the job as it is now
   */
  public Job cancel(Caller caller, UUID jobId) {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes a failed environment active again, after the node has proved what is live. May take a
   * while.
   */
  public ResetResult resetEnvironment(Caller caller, UUID environmentId) {
    throw new UnsupportedOperationException();
  }

  /** Resets every failed environment of a failed site, all or none. */
  public ResetResult resetSite(Caller caller, UUID siteId) {
    throw new UnsupportedOperationException();
  }
}
