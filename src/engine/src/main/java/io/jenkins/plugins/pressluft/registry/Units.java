package io.jenkins.plugins.pressluft.registry;

import java.time.Duration;

/** Durations as the file writes them: a whole number and one of s, m, h, d, w. */
final class Units {
  private Units() {}

  /** The duration of a text that the schema has accepted. */
  static Duration duration(String text) {
    long number = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      case 'd' -> Duration.ofDays(number);
      default -> Duration.ofDays(7 * number);
    };
  }
}
