package io.jenkins.plugins.pressluft.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LabExtension.class)
class DatasetTest {

  @Test
  void fillsASiteThatKeepsServing(LabHost lab, WordPress wordpress) throws IOException {
    new Dataset(4000, 300, 6_000_000).fill(lab, wordpress);

    assertThat(wordpress.sql("select count(*) from wp_posts where post_type = 'archive'"))
        .isEqualTo("500");
    assertThat(Long.parseLong(wordpress.sql("select count(*) from wp_postmeta")))
        .isGreaterThanOrEqualTo(3500);
    try (Stream<Path> files = Files.walk(wordpress.uploads().resolve("archive"))) {
      List<Path> written = files.filter(Files::isRegularFile).toList();
      assertThat(written).hasSize(300);
      long bytes = written.stream().mapToLong(file -> file.toFile().length()).sum();
      assertThat(bytes).isBetween(5_000_000L, 7_000_000L);
    }
    assertThat(wordpress.get("").shows("The harbour in November")).isTrue();
  }

  @Test
  void visitorsSeeAnOutageAndItsEnd(LabHost lab, WordPress wordpress) {
    LoadProbe probe =
        LoadProbe.start(
            wordpress.url(), 2, Duration.ofMillis(5), body -> body.contains("The harbour"));
    try (probe) {
      WrkLoad load = WrkLoad.start(wordpress.url(), 2, Duration.ofSeconds(1));
      WrkLoad.Report calm = load.await();
      assertThat(calm.requests()).isPositive();
      assertThat(calm.failed()).isZero();
      lab.php().kill();
      assertThat(wordpress.get("").status()).isEqualTo(502);
      lab.php().start();
      assertThat(wordpress.get("").status()).isEqualTo(200);
      Waiting.until(Duration.ofSeconds(10), Duration.ofMillis(50), () -> wordpress.get("").ok());
    }
    LoadProbe.Report seen = probe.stop();
    assertThat(seen.statuses()).containsKeys(200, 502);
    assertThat(seen.failed()).isPositive();
    assertThat(seen.outage()).isPositive();
    assertThat(seen.longest()).isPositive();
  }
}
