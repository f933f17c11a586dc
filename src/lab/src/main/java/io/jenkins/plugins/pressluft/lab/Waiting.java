package io.jenkins.plugins.pressluft.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for another process, which no clock of ours can move forward. */
final class Waiting {

  private Waiting() {}

  /**
   * Asks again and again until the condition holds.
   *
   * @return false when it did not hold within {@code limit}
   */
  static boolean until(Duration limit, Duration poll, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= end) {
        return false;
      }
      try {
        Thread.sleep(poll.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return condition.getAsBoolean();
      }
    }
    return true;
  }
}
