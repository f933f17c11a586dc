package io.jenkins.plugins.pressluft.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest {

  @Test
  void theShellPipelineThatWeMeasureAgainstReallyWorks() throws Exception {
    try (LabHost lab = LabHost.start(LabOptions.temporary())) {
      ShellPipeline shell = new ShellPipeline(lab, lab.wordpress(), new SetAside(lab));
      assertThat(shell.backUp()).isPositive();
      for (String part : List.of("database.sql.zst", "files.tar.zst")) {
        assertThat(shell.artifact().resolve(part)).isNotEmptyFile();
        assertThat(Files.readString(shell.artifact().resolve(part + ".sha256")))
            .containsPattern("[0-9a-f]{64}");
      }
      assertThat(shell.restore()).isPositive();
      assertThat(lab.database().sql("", "show databases like 'bench_shell'")).isEmpty();
    }
  }

  @Test
  void comparesRunByRunAndTakesTheMedian() {
    Series shell = new Series("shell");
    Series job = new Series("job");
    for (int seconds : List.of(10, 20, 40)) {
      shell.add(Duration.ofSeconds(seconds), 1);
    }
    for (int seconds : List.of(8, 18, 30)) {
      job.add(Duration.ofSeconds(seconds), seconds / 2.0);
    }
    assertThat(shell.median()).isEqualTo(20);
    assertThat(job.ratioTo(shell)).isEqualTo(0.8);
    assertThat(job.row(shell)).isEqualTo("| job | 18.0 | 8.0 to 30.0 | 3 | **0.80** | 9.0 |");
  }

  @Test
  void saysWhichOptionIsWrong() {
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--rows", "many")))
        .hasMessage("--rows needs a number from 100 to 100000000, not many");
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--runs")))
        .hasMessage("--runs needs a value");
    assertThat(BenchOptions.parse(List.of("--runs", "2")).runs()).isEqualTo(2);
  }
}
