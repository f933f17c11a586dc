package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Storage;
import java.util.List;

/**
 * What a cleanup may delete of its environment.
 *
 * @param expired backups whose artifacts go
 * @param unfinished failed backups, of which only partial directories go
 */
public record Clearance(List<Stored> expired, List<Stored> unfinished) {
  /** Copies the lists. */
  public Clearance {
    expired = List.copyOf(expired);
    unfinished = List.copyOf(unfinished);
  }

  /** A backup and where it is. */
  public record Stored(Backup backup, Storage storage) {}
}
