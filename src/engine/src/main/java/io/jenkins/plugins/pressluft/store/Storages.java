package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ObjectAddress;
import io.jenkins.plugins.pressluft.model.Storage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The places for artifacts, as declared. */
public final class Storages {
  private static final String SELECT = "SELECT * FROM storage ";

  private final Handle handle;
  private final Transaction tx;

  Storages(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** All, by name; also those that are no longer declared. */
  public List<Storage> all() {
    return Sql.list(handle, SELECT + "ORDER BY name", Sql.row(), Storages::map);
  }

  /** One. */
  public Optional<Storage> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Storages::map);
  }

  /** One. */
  public Optional<Storage> byName(String name) {
    return Sql.one(handle, SELECT + "WHERE name = :name", Sql.row("name", name), Storages::map);
  }

  /** The declared object storage that this environment may take this archive from. */
  public Optional<Storage> sourceOf(Environment environment, ObjectAddress address) {
    return environment.spec().rollout().deployStorages().stream()
        .flatMap(name -> byName(name).stream())
        .filter(Storage::declared)
        .filter(storage -> storage.spec().bucket() != null)
        .filter(storage -> storage.spec().bucket().holds(address))
        .findFirst();
  }

  /**
   * Inserts or changes the row of this name; its id stays. Nothing is written when nothing changed.
   */
  public Storage declare(String name, Storage.Spec spec) {
    Optional<Storage> known = byName(name);
    if (known.isEmpty()) {
      Storage row = new Storage(tx.newId(), name, spec, true, tx.now(), tx.now(), 1);
      Sql.insert(
          handle,
          "storage",
          Sql.row(
              "id", row.id(),
              "name", name,
              "spec", Sql.json(spec),
              "declared", true,
              "created_at", tx.now(),
              "updated_at", tx.now(),
              "state_version", 1));
      return row;
    }
    Storage row = known.get();
    if (!row.declared() || !row.spec().equals(spec)) {
      Sql.update(
          handle,
          "storage",
          row.id(),
          Sql.row(
              "spec",
              Sql.json(spec),
              "declared",
              true,
              "updated_at",
              tx.now(),
              "state_version",
              row.stateVersion() + 1));
    }
    return byId(row.id()).orElseThrow();
  }

  /** Marks every row that is not in the set as no longer declared; returns how many were. */
  public int keepDeclared(Set<UUID> ids) {
    return Declared.keep(handle, tx, "storage", ids);
  }

  private static Storage map(ResultSet rs, Object context) throws SQLException {
    return new Storage(
        Sql.uuid(rs, "id"),
        rs.getString("name"),
        Sql.json(rs, "spec", Storage.Spec.class),
        rs.getBoolean("declared"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "updated_at"),
        rs.getInt("state_version"));
  }
}
