package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LoadProbe;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A restore while visitors ask: none of them sees an error, and none waits for the switch. */
class LoadTest {

  @Test
  void noRequestFailsAndNoneTakesLongerThanASecondBecauseOfTheSwitch() {
    try (House house = House.open()) {
      String backup = house.backup("full");
      LoadProbe.Report seen;
      try (LoadProbe visitors =
          LoadProbe.start(
              house.site().url(), 2, Duration.ofMillis(10), body -> body.contains("</html>"))) {
        house.restored(backup, Map.of());
        seen = visitors.stop();
      }
      System.out.println("restore under load: " + seen.summary());
      assertThat(seen.samples()).hasSizeGreaterThan(20);
      assertThat(seen.failed()).as(seen.summary()).isZero();
      assertThat(seen.longest()).isLessThan(Duration.ofSeconds(3));
    }
  }
}
