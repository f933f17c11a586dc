package io.jenkins.plugins.pressluft.job;

import java.time.Duration;

/** Waiting, which comes in from outside as time does. */
@FunctionalInterface
interface Pause {
  /** Returns after about this time. */
  void sleep(Duration time) throws InterruptedException;
}
