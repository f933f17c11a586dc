package io.jenkins.plugins.pressluft.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a file, as one {@code Range} header asks for it (RFC 9110, 14.1).
 *
 * @param first offset of the first byte
 * @param length in bytes, more than zero
 */
record ByteRange(long first, long length) {
  private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /**
   * The piece that is asked for.
   *
   * @param header null when none was sent
   * @return empty for the whole: no header, another unit, several ranges at once, or no range at
   *     all — all of which may be ignored
   * @throws Unsatisfiable when nothing of the file is in it
   */
  static Optional<ByteRange> of(String header, long size) throws Unsatisfiable {
    Matcher matcher = ONE.matcher(header == null ? "" : header.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long last = Math.min(size, Long.parseLong(matcher.group(2)));
      return satisfiable(size - last, last, size);
    }
    long first = Long.parseLong(matcher.group(1));
    long end = matcher.group(2).isEmpty() ? size - 1 : Long.parseLong(matcher.group(2));
    if (!matcher.group(2).isEmpty() && end < first) {
      return Optional.empty();
    }
    return satisfiable(first, Math.min(end, size - 1) - first + 1, size);
  }

  private static Optional<ByteRange> satisfiable(long first, long length, long size)
      throws Unsatisfiable {
    if (first >= size || length <= 0) {
      throw new Unsatisfiable();
    }
    return Optional.of(new ByteRange(first, length));
  }

  /** The value of {@code Content-Range}. */
  String of(long size) {
    return "bytes " + first + "-" + (first + length - 1) + "/" + size;
  }

  /** Nothing of the file is in the range. */
  static final class Unsatisfiable extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
