package io.jenkins.plugins.pressluft.model;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * Which environments to show, and in which order.
 *
 * @param text part of a name or of {@code site/environment}, in any case; null: all
 * @param status null: any
 * @param type null: any
 * @param visible the only ones that may be shown; null: all
 * @param limit 1 to 200
 * @param after where the page before ended; null: begin
 */
public record OverviewQuery(
    String text,
    ResourceStatus status,
    EnvironmentType type,
    Set<UUID> visible,
    Sort sort,
    boolean descending,
    int limit,
    Place after) {

  /** Copies the set and bounds the limit. */
  public OverviewQuery {
    visible = visible == null ? null : Set.copyOf(visible);
    text = text == null || text.isBlank() ? null : text.strip().toLowerCase(Locale.ROOT);
    limit = Math.max(1, Math.min(limit, 200));
  }

  /** What the order goes by; equal ones follow by name. */
  public enum Sort implements WireName {
    /** {@code site/environment}. */
    NAME,
    /** What needs a person most comes first. */
    STATUS,
    /** When the newest completed backup was completed; never counts as the longest ago. */
    BACKUP,
    /** When something last happened to the newest job; never counts as the longest ago. */
    ACTIVITY;

    /** By wire name. */
    public static Sort of(String wire) {
      return WireName.parse(Sort.class, wire);
    }
  }

  /**
   * A place in the order: the last row of a page.
   *
   * @param key a number, or zero where the order goes by name alone
   */
  public record Place(long key, String slugPath) {}
}
