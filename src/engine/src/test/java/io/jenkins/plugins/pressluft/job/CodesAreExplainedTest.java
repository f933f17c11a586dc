package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.WireName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages say of every code what it means; the program and the pages cannot drift apart. */
class CodesAreExplainedTest {
  private static final Path DOCS = Path.of("../../docs");

  @Test
  void everyJobCodeHasItsRowWithTheRightRetry() throws IOException {
    List<String> page = Files.readAllLines(DOCS.resolve("error-codes.md"));
    List<String> rows =
        page.stream()
            .map(Pattern.compile("^\\| `([A-Z_]+)` \\| (yes|no) \\| .+ \\| .+ \\|$")::matcher)
            .flatMap(matcher -> matcher.results())
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    List<String> codes =
        Arrays.stream(ErrorCode.values())
            .map(code -> code.name() + (code.isRetryable() ? " yes" : " no"))
            .toList();
    assertThat(rows).containsExactlyElementsOf(codes);
  }

  @Test
  void everyRefusalInTheSourceHasItsRow() throws IOException {
    String page = Files.readString(DOCS.resolve("error-codes.md"));
    List<String> explained =
        Pattern.compile("(?m)^\\| `([a-z_]+)` \\| \\d{3} \\|")
            .matcher(page)
            .results()
            .map(row -> row.group(1))
            .toList();
    Pattern used = Pattern.compile("Refusal\\.conflict\\(\\s*\"([a-z_]+)\"");
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        List<MatchResult> codes = used.matcher(Files.readString(source)).results().toList();
        assertThat(codes.stream().map(code -> code.group(1)).toList())
            .as("%s", source)
            .allMatch(explained::contains);
      }
    }
    assertThat(explained)
        .contains(
            "bad_request",
            "unauthorized",
            "forbidden",
            "not_found",
            "conflict",
            "otp_required",
            "otp_invalid");
  }

  @Test
  void everyJobTypeHasItsRow() throws IOException {
    String page = Files.readString(DOCS.resolve("job-types.md"));
    assertThat(Arrays.stream(JobType.values()).map(WireName::wire).toList())
        .allSatisfy(type -> assertThat(page).contains("| `" + type + "` |"));
  }
}
