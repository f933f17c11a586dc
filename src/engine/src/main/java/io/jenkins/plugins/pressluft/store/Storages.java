package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Storage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The places for artifacts. */
public final class Storages {
  private final Handle handle;

  Storages(Handle handle) {
    this.handle = handle;
  }

  /** All, by name; also those that are no longer declared. */
  public List<Storage> all() {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One. */
  public Optional<Storage> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One. */
  public Optional<Storage> byName(String name) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Inserts or changes the storage of this name; its id stays. */
  public Storage declare(String name, Storage.Spec spec) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Marks every storage that is not in the set as no longer declared; returns how many were. */
  public int keepDeclared(Set<UUID> ids) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
