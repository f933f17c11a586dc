package io.jenkins.plugins.pressluft.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConcernTest {
  private static final Instant NOW = Instant.parse("2026-11-20T20:30:00Z");
  private static final Glance.Work FAILED =
      new Glance.Work(
          UUID.randomUUID(), JobType.HEALTH_CHECK, JobStatus.FAILED, "HEALTH_CHECK_FAILED");
  private static final Glance.Work RUNNING =
      new Glance.Work(UUID.randomUUID(), JobType.ENV_DEPLOY, JobStatus.RUNNING, null);

  private static Glance glance(
      ResourceStatus status, boolean unhealthy, Instant full, Glance.Work now, Glance.Work last) {
    return new Glance(
        UUID.randomUUID(), "acme/production", status, unhealthy, full, full, now, last);
  }

  @Test
  void nothingIsSaidOfWhatIsWell() {
    assertThat(glance(ResourceStatus.ACTIVE, false, NOW, null, null).concerns(NOW)).isEmpty();
  }

  @Test
  void whatVisitorsFeelComesFirstAndIsUrgent() {
    assertThat(glance(ResourceStatus.FAILED, true, null, null, FAILED).concerns(NOW))
        .extracting(Concern::code, Concern::urgent)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("failed", true),
            org.assertj.core.groups.Tuple.tuple("last_job_failed", true),
            org.assertj.core.groups.Tuple.tuple("release_unhealthy", true),
            org.assertj.core.groups.Tuple.tuple("no_backup", false));
  }

  @Test
  void aFailureIsNotSaidWhileTheNextJobIsAtWork() {
    assertThat(glance(ResourceStatus.ACTIVE, false, NOW, RUNNING, FAILED).concerns(NOW)).isEmpty();
    assertThat(glance(ResourceStatus.ACTIVE, false, NOW, null, FAILED).concerns(NOW))
        .extracting(Concern::sentence)
        .containsExactly(
            "The last health check failed with HEALTH_CHECK_FAILED; its page says what to do.");
  }

  @Test
  void aBackupIsOldAfterAWeek() {
    Instant week = NOW.minus(Concern.OLD);
    assertThat(glance(ResourceStatus.ACTIVE, false, week, null, null).concerns(NOW)).isEmpty();
    assertThat(
            glance(ResourceStatus.ACTIVE, false, week.minus(Duration.ofDays(2)), null, null)
                .concerns(NOW))
        .extracting(Concern::sentence)
        .containsExactly("The newest full backup is 9 days old; make a new one.");
  }
}
