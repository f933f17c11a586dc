package io.jenkins.plugins.pressluft.plugin.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.Glance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EnvironmentGlancesTest {
  private final Ticking clock = new Ticking();
  private final AtomicInteger readings = new AtomicInteger();
  private final Queue<Runnable> later = new ArrayDeque<>();
  private List<Glance> stored = List.of(Glanced.well("acme/production"));
  private boolean slow;

  private final EnvironmentGlances glances =
      new EnvironmentGlances(
          clock,
          command -> {
            if (slow) {
              later.add(command);
            } else {
              command.run();
            }
          });

  private List<Glance> read() {
    readings.incrementAndGet();
    return stored;
  }

  private List<String> names() {
    return glances.now().stream().map(one -> one.glance().slugPath()).toList();
  }

  @Test
  void asksTheDatabaseOnceForAllPagesOfAFewSeconds() {
    glances.from(this::read);
    for (int i = 0; i < 20; i++) {
      assertThat(names()).containsExactly("acme/production");
    }
    assertThat(readings).hasValue(1);
    stored = List.of(Glanced.well("blog/production"));
    clock.pass(EnvironmentGlances.FRESH);
    assertThat(names()).containsExactly("blog/production");
    assertThat(readings).hasValue(2);
  }

  @Test
  void aSlowDatabaseHoldsUpNoPageAndIsAskedOnce() {
    glances.from(this::read);
    assertThat(names()).containsExactly("acme/production");
    clock.pass(EnvironmentGlances.FRESH);
    stored = List.of(Glanced.well("blog/production"));
    slow = true;
    long begun = System.nanoTime();
    assertThat(names()).containsExactly("acme/production");
    assertThat(names()).containsExactly("acme/production");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    assertThat(later).hasSize(1);
    later.remove().run();
    assertThat(names()).containsExactly("blog/production");
  }

  @Test
  void whatIsTooOldIsNotShownForNow() {
    glances.from(this::read);
    assertThat(names()).isNotEmpty();
    slow = true;
    clock.pass(EnvironmentGlances.STALE);
    assertThat(names()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsNotShownAndNotAskedForAgainAtOnce() {
    glances.from(
        () -> {
          readings.incrementAndGet();
          throw new IllegalStateException("the disk is gone");
        });
    assertThat(names()).isEmpty();
    assertThat(names()).isEmpty();
    assertThat(readings).hasValue(1);
    clock.pass(EnvironmentGlances.FRESH);
    assertThat(names()).isEmpty();
    assertThat(readings).hasValue(2);
  }

  @Test
  void showsNothingBeforeTheEngineIsOpenAndAfterItWasClosed() {
    assertThat(names()).isEmpty();
    glances.from(this::read);
    assertThat(names()).isNotEmpty();
    glances.closing();
    assertThat(names()).isEmpty();
    assertThat(readings).hasValue(1);
  }

  @Test
  void aReadingThatEndsAfterTheEngineWasClosedIsForgotten() {
    glances.from(this::read);
    slow = true;
    assertThat(names()).isEmpty();
    glances.closing();
    later.remove().run();
    assertThat(names()).isEmpty();
  }

  private static final class Ticking extends Clock {
    private Instant now = Glanced.NOW;

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
