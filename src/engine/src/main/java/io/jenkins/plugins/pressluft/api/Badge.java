package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.OverviewEntry;
import io.jenkins.plugins.pressluft.model.ReleaseHealth;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.time.Duration;
import java.time.Instant;

/** A small picture of an environment's state, for pages of others. No script, no style, no font. */
final class Badge {
  /** Of the letters of Verdana at eleven pixels, generously. */
  private static final int LETTER = 7;

  private static final String GREEN = "#2e7d32";
  private static final String AMBER = "#9a5b00";
  private static final String RED = "#b71c1c";
  private static final String BLUE = "#1558a6";

  private Badge() {}

  static String of(OverviewEntry entry, Instant now) {
    String label = entry.environment().slugPath();
    String text = text(entry, now);
    int left = label.length() * LETTER + 12;
    int right = text.length() * LETTER + 12;
    int whole = left + right;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + whole
        + "\" height=\"20\" role=\"img\" aria-label=\""
        + escaped(label + ": " + text)
        + "\"><title>"
        + escaped(label + ": " + text)
        + "</title><rect width=\""
        + left
        + "\" height=\"20\" fill=\"#444\"/><rect x=\""
        + left
        + "\" width=\""
        + right
        + "\" height=\"20\" fill=\""
        + colour(entry)
        + "\"/><g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\""
        + " text-anchor=\"middle\">"
        + written(label, left / 2)
        + written(text, left + right / 2)
        + "</g></svg>\n";
  }

  private static String written(String text, int middle) {
    return "<text x=\"" + middle + "\" y=\"14\">" + escaped(text) + "</text>";
  }

  private static String text(OverviewEntry entry, Instant now) {
    ResourceStatus status = entry.environment().status();
    if (status != ResourceStatus.ACTIVE) {
      return status.wire();
    }
    String state = isUnhealthy(entry) ? "unhealthy" : "active";
    if (entry.newestBackup() == null) {
      return state + ", no backup";
    }
    return state
        + ", backed up "
        + age(Duration.between(entry.newestBackup().completedAt(), now))
        + " ago";
  }

  private static String age(Duration age) {
    if (age.toHours() < 1) {
      return Math.max(1, age.toMinutes()) + " min";
    }
    return age.toHours() < 48 ? age.toHours() + " h" : age.toDays() + " days";
  }

  private static String colour(OverviewEntry entry) {
    return switch (entry.environment().status()) {
      case FAILED -> RED;
      case ACTIVE -> isUnhealthy(entry) ? RED : entry.newestBackup() == null ? AMBER : GREEN;
      default -> BLUE;
    };
  }

  private static boolean isUnhealthy(OverviewEntry entry) {
    return entry.current() != null && entry.current().health() == ReleaseHealth.UNHEALTHY;
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
