package io.jenkins.plugins.pressluft.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * A number of bytes as people read it, with a binary unit (IEC 80000-13): {@code 13.7 MiB}. The
 * same words in a build's log, on its page, at the command line and on the dashboard ({@code
 * lib/format.mjs}), so that one backup never has two sizes.
 */
public final class ByteSize {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private ByteSize() {}

  /** At most three digits before the point, and one behind it where there are fewer. */
  public static String words(long bytes) {
    double size = bytes;
    int unit = 0;
    // From a thousand on, and what would be rounded to it, the next unit: "1.003 MiB" is another
    // size in another language.
    while (size >= 999.5 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    int digits = unit == 0 || size >= 100 ? 0 : 1;
    BigDecimal rounded = new BigDecimal(size, MathContext.DECIMAL64);
    rounded = rounded.setScale(digits, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.toPlainString() + " " + UNITS[unit];
  }
}
