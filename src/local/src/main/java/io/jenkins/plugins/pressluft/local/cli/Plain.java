package io.jenkins.plugins.pressluft.local.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Values as people read them, and nothing that a terminal would act on. */
final class Plain {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private Plain() {}

  /**
   * A text on one line. Whatever moves a cursor, changes a colour or reverses the order of letters
   * is shown as its number instead.
   */
  static String line(String text) {
    return clean(text, false);
  }

  /** A text that may have several lines. */
  static String block(String text) {
    return clean(text, true);
  }

  private static String clean(String text, boolean lines) {
    if (text == null) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (lines && (c == '\n' || c == '\t')) {
                out.appendCodePoint(c);
              } else if (isUnsafe(c)) {
                out.append(String.format(Locale.ROOT, "\\u{%x}", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  private static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** A number of things, grouped in thousands. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A time in words, for example {@code 3 minutes ago}, older ones as a date. */
  static String ago(Instant at, Instant now) {
    long seconds = Duration.between(at, now).toSeconds();
    boolean past = seconds >= 0;
    long s = Math.abs(seconds);
    String words;
    if (s < 10) {
      return "now";
    } else if (s < 90) {
      words = s + " seconds";
    } else if (s < 90 * 60) {
      words = Math.round(s / 60.0) + " minutes";
    } else if (s < 36 * 3600) {
      words = Math.round(s / 3600.0) + " hours";
    } else if (s < 60L * 24 * 3600) {
      words = Math.round(s / 86400.0) + " days";
    } else {
      return date(at);
    }
    return past ? words + " ago" : "in " + words;
  }

  /** A time on this machine's clock. */
  static String date(Instant at) {
    return CLOCK.format(at.atZone(ZoneId.systemDefault()));
  }

  /** A length of time, for example {@code 3.2 s} or {@code 2 min 05 s}. */
  static String span(Duration span) {
    long millis = span.toMillis();
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return span.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %02d min", span.toHours(), span.toMinutesPart())
        : String.format(Locale.ROOT, "%d min %02d s", span.toMinutes(), span.toSecondsPart());
  }
}
