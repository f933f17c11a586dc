package io.jenkins.plugins.pressluft.job;

import java.util.Set;
import java.util.UUID;

/**
 * What a cleanup reported.
 *
 * @param deleted backups whose artifacts it deleted
 * @param missing backups whose artifacts were not there
 * @param kept the generations that the node keeps still
 */
public record Cleared(Set<UUID> deleted, Set<UUID> missing, Set<Integer> kept) {
  /** Copies the sets. */
  public Cleared {
    deleted = Set.copyOf(deleted);
    missing = Set.copyOf(missing);
    kept = Set.copyOf(kept);
  }
}
