package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Site;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The sites. */
public final class Sites {
  private final Handle handle;

  Sites(Handle handle) {
    this.handle = handle;
  }

  /** All, by slug; also those that are no longer declared. */
  public List<Site> all() {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One. */
  public Optional<Site> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One. */
  public Optional<Site> bySlug(String slug) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Inserts or changes the site of this slug; its id stays. */
  public Site declare(String slug, String name) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Names the site's primary environment, or none with null. */
  public void setPrimaryEnvironment(UUID siteId, UUID environmentId) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Marks every site that is not in the set as no longer declared; returns how many were. */
  public int keepDeclared(Set<UUID> ids) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
