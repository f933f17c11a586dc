package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Environment;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The environments. */
public final class Environments {
  private final Handle handle;

  Environments(Handle handle) {
    this.handle = handle;
  }

  /** All, by slug path; also those that are no longer declared. */
  public List<Environment> all() {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Those of one site, by slug. */
  public List<Environment> ofSite(UUID siteId) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One. */
  public Optional<Environment> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One, by {@code site/environment}. */
  public Optional<Environment> bySlugPath(String slugPath) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Inserts or changes the environment of this site and slug; its id stays. */
  public Environment declare(
      UUID siteId, String slug, String name, UUID nodeId, UUID storageId, Environment.Spec spec) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /**
   * Marks every environment that is not in the set as no longer declared; returns how many were.
   */
  public int keepDeclared(Set<UUID> ids) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
