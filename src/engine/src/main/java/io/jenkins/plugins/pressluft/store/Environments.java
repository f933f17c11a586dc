package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The environments. */
public final class Environments {
  private static final String SELECT =
      "SELECT e.*, s.slug AS site_slug FROM environment e JOIN site s ON s.id = e.site_id ";

  private final Handle handle;
  private final Transaction tx;

  Environments(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** All, by slug path; also those that are no longer declared. */
  public List<Environment> all() {
    return Sql.list(handle, SELECT + "ORDER BY s.slug, e.slug", Sql.row(), Environments::map);
  }

  /** Those of one site, by slug. */
  public List<Environment> ofSite(UUID siteId) {
    return Sql.list(
        handle,
        SELECT + "WHERE e.site_id = :site ORDER BY e.slug",
        Sql.row("site", siteId),
        Environments::map);
  }

  /** One. */
  public Optional<Environment> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE e.id = :id", Sql.row("id", id), Environments::map);
  }

  /** One, by {@code site/environment}. */
  public Optional<Environment> bySlugPath(String slugPath) {
    int slash = slugPath.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    return Sql.one(
        handle,
        SELECT + "WHERE s.slug = :site AND e.slug = :slug",
        Sql.row("site", slugPath.substring(0, slash), "slug", slugPath.substring(slash + 1)),
        Environments::map);
  }

  /**
   * Inserts or changes the environment of this site and slug; its id stays. Nothing is written when
   * nothing changed.
   */
  public Environment declare(
      UUID siteId, String slug, String name, UUID nodeId, UUID storageId, Environment.Spec spec) {
    Optional<Environment> known =
        Sql.one(
            handle,
            SELECT + "WHERE e.site_id = :site AND e.slug = :slug",
            Sql.row("site", siteId, "slug", slug),
            Environments::map);
    if (known.isEmpty()) {
      UUID id = tx.newId();
      Sql.insert(
          handle,
          "environment",
          Sql.row(
              "id",
              id,
              "site_id",
              siteId,
              "slug",
              slug,
              "name",
              name,
              "status",
              ResourceStatus.ACTIVE,
              "node_id",
              nodeId,
              "storage_id",
              storageId,
              "spec",
              Sql.json(spec),
              "declared",
              true,
              "created_at",
              tx.now(),
              "updated_at",
              tx.now(),
              "state_version",
              1));
      return byId(id).orElseThrow();
    }
    Environment row = known.get();
    boolean same =
        row.declared()
            && row.name().equals(name)
            && row.nodeId().equals(nodeId)
            && Objects.equals(row.storageId(), storageId)
            && row.spec().equals(spec);
    if (!same) {
      Sql.update(
          handle,
          "environment",
          row.id(),
          Sql.row(
              "name",
              name,
              "node_id",
              nodeId,
              "storage_id",
              storageId,
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

  /**
   * Marks every environment that is not in the set as no longer declared; returns how many were.
   */
  public int keepDeclared(Set<UUID> ids) {
    return Declared.keep(handle, tx, "environment", ids);
  }

  /**
   * Moves an environment to another state, with its site.
   *
   * @throws IllegalStateException if the state machine does not allow it
   */
  public void become(UUID id, ResourceStatus next) {
    become(id, next, byId(id).orElseThrow().currentReleaseId());
  }

  /** As {@link #become(UUID, ResourceStatus)}, with the release that is current from now on. */
  public void become(UUID id, ResourceStatus next, UUID currentReleaseId) {
    Environment row = byId(id).orElseThrow();
    if (!row.status().canBecome(next)) {
      throw new IllegalStateException(
          "environment " + id + " is " + row.status().wire() + " and cannot become " + next.wire());
    }
    Sql.update(
        handle,
        "environment",
        id,
        Sql.row(
            "status",
            next,
            "current_release_id",
            currentReleaseId,
            "updated_at",
            tx.now(),
            "state_version",
            row.stateVersion() + 1));
  }

  static Environment map(ResultSet rs, Object context) throws SQLException {
    return new Environment(
        Sql.uuid(rs, "id"),
        Sql.uuid(rs, "site_id"),
        rs.getString("site_slug"),
        rs.getString("slug"),
        rs.getString("name"),
        Sql.constant(rs, "status", ResourceStatus.class),
        Sql.uuid(rs, "node_id"),
        Sql.uuid(rs, "storage_id"),
        Sql.json(rs, "spec", Environment.Spec.class),
        Sql.uuid(rs, "current_release_id"),
        rs.getBoolean("declared"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "updated_at"),
        rs.getInt("state_version"));
  }
}
