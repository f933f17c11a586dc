package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/** A place for artifacts, or one that new code comes from. */
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
   * @param path an absolute directory on the node, such as a mounted share; null unless {@code
   *     file}
   * @param bucket null unless {@code s3}
   */
  public record Spec(StorageType type, String path, Bucket bucket) {
    /** A directory. */
    public Spec(StorageType type, String path) {
      this(type, path, null);
    }
  }

  /**
   * A part of an object storage that speaks S3.
   *
   * @param endpoint an https URL, or an http one of loopback; null: Amazon's own
   * @param prefix what every key begins with, ending with a slash; empty: the whole bucket
   * @param pathStyle whether the bucket is named in the path and not in the host
   */
  public record Bucket(
      String endpoint,
      String region,
      String name,
      String prefix,
      boolean pathStyle,
      Secret accessKey,
      Secret secretKey) {
    /** Whether the object lies in this part. */
    public boolean holds(ObjectAddress address) {
      return name.equals(address.bucket()) && address.key().startsWith(prefix);
    }
  }
}
