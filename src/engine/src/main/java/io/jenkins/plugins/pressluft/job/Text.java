package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.guard.Refusal;
import java.util.Optional;

/**
 * The bounds of the texts that callers give. They are stored as they came or not at all: nothing is
 * cut or replaced silently.
 */
public final class Text {
  /** The longest message, in UTF-16 units. */
  public static final int MAX_MESSAGE = 1000;

  /** The longest path or phrase. */
  public static final int MAX_LINE = 1024;

  private Text() {}

  /** Refuses a message that is too long or has control characters other than tab and newline. */
  public static Optional<Refusal> message(String field, String text) {
    return check(field, text, MAX_MESSAGE, true);
  }

  /** Refuses a line that is too long or has any control character. */
  public static Optional<Refusal> line(String field, String text) {
    return check(field, text, MAX_LINE, false);
  }

  private static Optional<Refusal> check(String field, String text, int max, boolean lines) {
    if (text == null) {
      return Optional.empty();
    }
    if (text.length() > max) {
      return Optional.of(
          Refusal.badRequest(
              field
                  + " is "
                  + text.length()
                  + " characters long; shorten it to "
                  + max
                  + " characters."));
    }
    boolean bad =
        text.chars()
            .anyMatch(c -> Character.isISOControl(c) && !(lines && (c == '\n' || c == '\t')));
    if (bad || hasLoneSurrogate(text)) {
      return Optional.of(
          Refusal.badRequest(
              field
                  + " has control characters; send plain text"
                  + (lines ? " with newlines at most." : " on one line.")));
    }
    return Optional.empty();
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
