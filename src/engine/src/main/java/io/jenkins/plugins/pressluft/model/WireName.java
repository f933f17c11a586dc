package io.jenkins.plugins.pressluft.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A constant that has a name in the contract, in the database and in JSON: its own, in lower case.
 */
public interface WireName {
  /** The enum constant's name. */
  String name();

  /** The name in the contract, for example {@code backup_create}. */
  default String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Finds a constant by its wire name.
   *
   * @throws IllegalArgumentException if there is none; the message lists what is allowed
   */
  static <E extends Enum<E> & WireName> E parse(Class<E> type, String wire) {
    for (E constant : type.getEnumConstants()) {
      if (constant.wire().equals(wire)) {
        return constant;
      }
    }
    String allowed =
        Arrays.stream(type.getEnumConstants())
            .map(WireName::wire)
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException("\"" + wire + "\" is not one of " + allowed);
  }
}
