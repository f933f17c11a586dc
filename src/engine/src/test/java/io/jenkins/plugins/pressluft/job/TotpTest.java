package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TotpTest {
  /** "12345678901234567890", the seed of RFC 6238's appendix B. */
  static final String RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  /** The last six of the eight digits of appendix B: the same number, cut to six. */
  @ParameterizedTest
  @CsvSource({
    "59, 287082",
    "1111111109, 081804",
    "1111111111, 050471",
    "1234567890, 005924",
    "2000000000, 279037",
    "20000000000, 353130"
  })
  void showsTheCodesOfTheStandard(long second, String code) {
    assertThat(Totp.of(RFC).orElseThrow().step(code, Instant.ofEpochSecond(second)))
        .contains(second / 30);
  }

  @Test
  void takesTheCodeBeforeAndTheCodeAfterAndNoOther() {
    Totp totp = Totp.of(RFC).orElseThrow();
    Instant then = Instant.ofEpochSecond(1111111111);
    long step = 1111111111 / 30;
    assertThat(totp.step("050471", then.plusSeconds(30))).contains(step);
    assertThat(totp.step("050471", then.minusSeconds(30))).contains(step);
    assertThat(totp.step("050471", then.plusSeconds(60))).isEmpty();
    assertThat(totp.step("050471", then.minusSeconds(60))).isEmpty();
    assertThat(totp.step("81804", then)).as("without its zero").isEmpty();
    assertThat(totp.step("", then)).isEmpty();
    assertThat(totp.step("05047１", then)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ\n",
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ===="
      })
  void readsSeedsAsTheyAreWritten(String seed) {
    assertThat(Totp.of(seed).orElseThrow().step("287082", Instant.ofEpochSecond(59))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GEZDGNBVGY3TQOJQ", "GEZDGNBVGY3TQOJQGEZDGNBV0", "nötig", "=", "1"})
  void refusesSeedsThatAreShortOrNoBase32(String seed) {
    assertThat(Totp.of(seed)).isEmpty();
  }
}
