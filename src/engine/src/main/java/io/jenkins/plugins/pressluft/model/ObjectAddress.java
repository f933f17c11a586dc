package io.jenkins.plugins.pressluft.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One object of an object storage, as a caller names it: {@code s3://<bucket>/<key>}.
 *
 * @param key letters, digits and {@code ! _ . * ' ( ) @ + = , : ~ -} between its slashes, without
 *     empty parts, {@code .} and {@code ..}
 */
public record ObjectAddress(String bucket, String key) {
  /** How every address begins. */
  public static final String SCHEME = "s3://";

  private static final Pattern FORM =
      Pattern.compile(
          "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
              + "/((?:(?!\\.{1,2}(?:/|$))[A-Za-z0-9!_.*'()@+=,:~-]+/)*"
              + "(?!\\.{1,2}$)[A-Za-z0-9!_.*'()@+=,:~-]+)");

  /** Reads an address; empty when it is none. */
  public static Optional<ObjectAddress> of(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() && matcher.group(2).length() <= 1024
        ? Optional.of(new ObjectAddress(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + key;
  }
}
