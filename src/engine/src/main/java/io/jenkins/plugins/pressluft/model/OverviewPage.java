package io.jenkins.plugins.pressluft.model;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A page of the overview.
 *
 * @param counts how many match in each status, whatever status was asked for
 * @param total how many match in all
 * @param next where the next page begins; null when this is the last
 */
public record OverviewPage(
    List<OverviewEntry> entries,
    Map<ResourceStatus, Long> counts,
    long total,
    OverviewQuery.Place next) {

  /** Copies. */
  public OverviewPage {
    entries = List.copyOf(entries);
    counts = counts.isEmpty() ? Map.of() : new EnumMap<>(counts);
  }
}
