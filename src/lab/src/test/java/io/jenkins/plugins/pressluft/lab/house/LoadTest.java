package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LoadProbe;
import io.jenkins.plugins.pressluft.lab.WrkLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A restore while visitors ask: none of them sees an error, and none waits for the switch. */
class LoadTest {

  private static final Duration LOAD = Duration.ofSeconds(30);
  private static final Duration BOUND = Duration.ofSeconds(1);

  @Test
  void noRequestFailsAndNoneTakesLongerThanASecondBecauseOfTheSwitch() {
    try (House house = House.open()) {
      String backup = house.backup("full");
      WrkLoad wrk = WrkLoad.start(house.site().url(), 2, LOAD);
      LoadProbe.Report seen;
      JsonNode job;
      try (LoadProbe visitors =
          LoadProbe.start(
              house.site().url(), 2, Duration.ofMillis(10), body -> body.contains("</html>"))) {
        job = house.restored(backup, Map.of());
        seen = visitors.stop();
      }
      WrkLoad.Report load = wrk.await();
      Instant from = house.stageBegan(job.path("id").asString(), "switch");
      Instant to = house.stageBegan(job.path("id").asString(), "finish");
      Duration aroundTheSwitch = seen.longest(from, to);
      Duration before = seen.longest(Instant.EPOCH, from);
      System.out.printf(
          "restore under load: wrk %s; visitors %s; around the switch %d ms, before it %d ms%n",
          load.summary(), seen.summary(), aroundTheSwitch.toMillis(), before.toMillis());

      assertThat(load.failed()).as(load.summary()).isZero();
      assertThat(load.requests()).isPositive();
      assertThat(seen.failed()).as(seen.summary()).isZero();
      // On a machine so busy that requests take a second anyway, the switch must not add to it.
      assertThat(aroundTheSwitch).isLessThan(before.compareTo(BOUND) > 0 ? before : BOUND);
    }
  }
}
