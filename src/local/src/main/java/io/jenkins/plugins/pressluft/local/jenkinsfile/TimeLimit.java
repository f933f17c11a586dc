package io.jenkins.plugins.pressluft.local.jenkinsfile;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Interrupts a block when its time is over. */
final class TimeLimit {
  private final Thread runner = Thread.currentThread();
  private final Duration time;
  private boolean isOver;
  private boolean isDone;

  private TimeLimit(Duration time) {
    this.time = time;
  }

  /** Runs the block of {@code timeout}. */
  static Object run(Arguments arguments) {
    return new TimeLimit(span(arguments, "MINUTES")).guard(arguments);
  }

  /** The time that {@code time} and {@code unit} tell. */
  static Duration span(Arguments arguments, String otherwise) {
    String unit = arguments.text("unit", otherwise);
    return Arrays.stream(TimeUnit.values())
        .filter(known -> known.name().equals(unit))
        .findFirst()
        .map(known -> Duration.of(arguments.number("time"), known.toChronoUnit()))
        .orElseThrow(
            () ->
                new StepFailure(
                    RunEnd.NOT_A_SCRIPT, "unit must be one of SECONDS, MINUTES, HOURS, DAYS."));
  }

  private Object guard(Arguments arguments) {
    Thread watch = new Thread(this::watch, "timeout");
    watch.setDaemon(true);
    watch.start();
    try {
      return arguments.run();
    } finally {
      done();
      watch.interrupt();
    }
  }

  private void watch() {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      return;
    }
    synchronized (this) {
      if (!isDone) {
        isOver = true;
        runner.interrupt();
      }
    }
  }

  /** An interruption that came too late must not hit what follows the block. */
  private synchronized void done() {
    isDone = true;
    if (isOver) {
      Thread.interrupted();
    }
  }
}
