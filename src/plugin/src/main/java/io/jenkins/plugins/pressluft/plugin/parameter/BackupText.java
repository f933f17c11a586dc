package io.jenkins.plugins.pressluft.plugin.parameter;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupPurpose;
import io.jenkins.plugins.pressluft.model.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A backup on one line, the way somebody tells two of them apart: when, how old, what is in it, how
 * large, when it was last verified, and why it was made.
 */
public final class BackupText {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int MAX_MESSAGE = 60;

  private BackupText() {}

  static String of(Backup backup, Instant now) {
    StringBuilder text = new StringBuilder();
    text.append(TIME.format(backup.createdAt()));
    text.append(" · ").append(age(Duration.between(backup.createdAt(), now))).append(" ago");
    text.append(" · ").append(backup.scope().wire());
    if (backup.sizeBytes() != null) {
      text.append(" · ").append(ByteSize.words(backup.sizeBytes()));
    }
    text.append(" · ")
        .append(
            backup.verifiedAt() == null
                ? "not verified"
                : "verified " + age(Duration.between(backup.verifiedAt(), now)) + " ago");
    if (backup.purpose() == BackupPurpose.SAFETY) {
      text.append(" · safety backup");
    }
    if (backup.message() != null && !backup.message().isBlank()) {
      text.append(" · ").append(oneLine(backup.message()));
    }
    return text.append(" · ").append(backup.id().toString(), 0, 8).toString();
  }

  private static String oneLine(String message) {
    String line = message.strip().replaceAll("\\s+", " ");
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
  }

  /** A length of time in its largest unit. */
  public static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 90) {
      return seconds + " s";
    } else if (seconds < 90 * 60) {
      return Math.round(seconds / 60.0) + " min";
    } else if (seconds < 36 * 3600) {
      return Math.round(seconds / 3600.0) + " h";
    }
    return Math.round(seconds / 86400.0) + " days";
  }
}
