package io.jenkins.plugins.pressluft.job;

/** Runs queued jobs. */
public final class JobRunner implements AutoCloseable {
  /** Takes up the jobs that a former process left running, then begins with the queue. */
  public void start() {
    throw new UnsupportedOperationException();
  }

  /** Ends the threads; running playbooks go on and are taken up by the next {@link #start}. */
  @Override
  public void close() {}
}
