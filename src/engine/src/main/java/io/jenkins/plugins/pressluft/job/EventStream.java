package io.jenkins.plugins.pressluft.job;

import java.time.Duration;

/**
 * Tells readers of the events table that there is something new, so that they need not poll. It
 * carries nothing itself: whoever is woken reads after its own cursor, and so misses nothing.
 */
public final class EventStream {
  private long version;

  /** Where the stream is now; take it before reading the table, then wait for a later one. */
  public synchronized long version() {
    return version;
  }

  /** Wakes every reader. */
  public synchronized void signal() {
    version++;
    notifyAll();
  }

  /**
   * Waits until something newer than {@code seen} happened, or the time is over.
   *
   * @param atMost more than zero
   * @return the version now; equal to {@code seen} when nothing happened
   */
  public synchronized long await(long seen, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (version == seen) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    return version;
  }
}
