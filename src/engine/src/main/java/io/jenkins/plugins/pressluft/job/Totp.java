package io.jenkins.plugins.pressluft.job;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * Six digits every thirty seconds (RFC 6238 with SHA-1), as every authenticator shows them. One
 * step of clock drift in either direction is let pass.
 */
final class Totp {
  /** How long one code is shown. */
  static final Duration STEP = Duration.ofSeconds(30);

  private static final int DIGITS = 6;
  private static final int DRIFT = 1;

  /** RFC 4226 asks for 128 bits. */
  private static final int MIN_SEED = 16;

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final SecretKeySpec key;

  private Totp(byte[] seed) {
    this.key = new SecretKeySpec(seed, TimeBasedOneTimePasswordGenerator.TOTP_ALGORITHM_HMAC_SHA1);
    Arrays.fill(seed, (byte) 0);
  }

  /**
   * Of a seed in Base32 (RFC 4648); white space, hyphens, case and padding do not count.
   *
   * @return empty when it is no Base32 or shorter than 128 bits
   */
  static Optional<Totp> of(String seed) {
    String text = seed.replaceAll("[\\s-]", "").replaceAll("=+$", "").toUpperCase(Locale.ROOT);
    byte[] bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int count = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = ALPHABET.indexOf(text.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      buffer = (buffer << 5 | value) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[count++] = (byte) (buffer >> bits);
      }
    }
    return count < MIN_SEED ? Optional.empty() : Optional.of(new Totp(bytes));
  }

  /** The time step that the code is of, when it is the one of now, before or after. */
  Optional<Long> step(String code, Instant now) {
    byte[] given = code.getBytes(StandardCharsets.UTF_8);
    long current = now.getEpochSecond() / STEP.toSeconds();
    Long found = null;
    for (long step = current + DRIFT; step >= Math.max(0, current - DRIFT); step--) {
      // All are compared, in the same time each, whichever it is.
      if (MessageDigest.isEqual(at(step).getBytes(StandardCharsets.UTF_8), given)) {
        found = step;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The code of a step. */
  private String at(long step) {
    try {
      return new TimeBasedOneTimePasswordGenerator(STEP, DIGITS)
          .generateOneTimePasswordString(
              key, Instant.ofEpochSecond(step * STEP.toSeconds()), Locale.ROOT);
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a seed that is no key", e);
    }
  }
}
