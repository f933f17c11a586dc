package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Function;

/** Where a list goes on, as a text that callers hand back and do not look into. */
final class Cursor {
  private Cursor() {}

  /** A text of letters, digits, {@code _} and {@code -}. */
  static String of(Object... parts) {
    StringBuilder text = new StringBuilder();
    for (Object part : parts) {
      text.append(text.length() == 0 ? "" : "\n").append(part);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What a cursor says.
   *
   * @param parts how many it has
   * @throws RefusedException 400 when it is not one that this list gave
   */
  static <T> T read(String cursor, int parts, Function<String[], T> reader) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] found = text.split("\n", -1);
      if (found.length == parts) {
        return reader.apply(found);
      }
    } catch (IllegalArgumentException e) {
      // not one of ours: refused below
    }
    throw unknown();
  }

  /** The refusal of a cursor that this list did not give. */
  static RefusedException unknown() {
    return new RefusedException(
        Refusal.badRequest(
            "The parameter \"cursor\" is not one that this list gave; begin again without it."));
  }
}
