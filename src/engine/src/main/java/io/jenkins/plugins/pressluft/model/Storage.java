package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/** A place for artifacts. */
public record Storage(
    UUID id,
    String name,
    Spec spec,
    boolean declared,
    Instant createdAt,
    Instant updatedAt,
    int stateVersion) {

  /**
   * What the registry declares of a storage.
   *
   * @param type only {@code file} so far
   * @param path an absolute directory on the node, such as a mounted share
   */
  public record Spec(StorageType type, String path) {}
}
