package io.jenkins.plugins.pressluft.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PlainTest {
  private static final Instant NOW = Instant.parse("2026-11-20T20:30:00Z");

  @Test
  void showsNothingThatATerminalActsOn() {
    assertThat(Plain.line("\u001b[2Jx\r\n\u0007\u009b31m"))
        .isEqualTo("\\u{1b}[2Jx\\u{d}\\u{a}\\u{7}\\u{9b}31m");
    assertThat(Plain.line("safe\u202egnp.exe")).isEqualTo("safe\\u{202e}gnp.exe");
    assertThat(Plain.line("Größe 🙂")).isEqualTo("Größe 🙂");
    assertThat(Plain.block("one\ntwo\u001b]0;title\u0007"))
        .isEqualTo("one\ntwo\\u{1b}]0;title\\u{7}");
    assertThat(Plain.line("\ud800")).isEqualTo("\\u{d800}");
  }

  @Test
  void saysTimesInWords() {
    assertThat(Plain.ago(NOW.minusSeconds(3), NOW)).isEqualTo("now");
    assertThat(Plain.ago(NOW.minusSeconds(180), NOW)).isEqualTo("3 minutes ago");
    assertThat(Plain.ago(NOW.minusSeconds(7200), NOW)).isEqualTo("2 hours ago");
    assertThat(Plain.ago(NOW.plusSeconds(30L * 86400), NOW)).isEqualTo("in 30 days");
    assertThat(Plain.ago(NOW.minusSeconds(200L * 86400), NOW)).startsWith("2026-05-0");
  }

  @Test
  void saysSpans() {
    assertThat(Plain.span(Duration.ofMillis(3210))).isEqualTo("3.2 s");
    assertThat(Plain.span(Duration.ofSeconds(125))).isEqualTo("2 min 05 s");
    assertThat(Plain.span(Duration.ofMinutes(65))).isEqualTo("1 h 05 min");
  }
}
