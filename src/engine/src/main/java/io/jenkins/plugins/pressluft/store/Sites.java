package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Site;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The sites. Their status follows their environments by a trigger; nothing here writes it. */
public final class Sites {
  private static final String SELECT = "SELECT * FROM site ";

  private final Handle handle;
  private final Transaction tx;

  Sites(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** All, by slug; also those that are no longer declared. */
  public List<Site> all() {
    return Sql.list(handle, SELECT + "ORDER BY slug", Sql.row(), Sites::map);
  }

  /** One. */
  public Optional<Site> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Sites::map);
  }

  /** One. */
  public Optional<Site> bySlug(String slug) {
    return Sql.one(handle, SELECT + "WHERE slug = :slug", Sql.row("slug", slug), Sites::map);
  }

  /** How many are declared. */
  public int countDeclared() {
    return (int) Sql.number(handle, "SELECT COUNT(*) FROM site WHERE declared = 1", Sql.row());
  }

  /** Inserts or changes the site of this slug; its id stays. */
  public Site declare(String slug, String name) {
    Optional<Site> known = bySlug(slug);
    if (known.isEmpty()) {
      UUID id = tx.newId();
      Sql.insert(
          handle,
          "site",
          Sql.row(
              "id",
              id,
              "slug",
              slug,
              "name",
              name,
              "status",
              ResourceStatus.ACTIVE,
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
    Site site = known.get();
    if (!site.declared() || !site.name().equals(name)) {
      Sql.update(
          handle,
          "site",
          site.id(),
          Sql.row(
              "name",
              name,
              "declared",
              true,
              "updated_at",
              tx.now(),
              "state_version",
              site.stateVersion() + 1));
    }
    return byId(site.id()).orElseThrow();
  }

  /** Names the site's primary environment, or none with null. */
  public void setPrimaryEnvironment(UUID siteId, UUID environmentId) {
    Site site = byId(siteId).orElseThrow();
    if (!Objects.equals(site.primaryEnvironmentId(), environmentId)) {
      Sql.update(
          handle,
          "site",
          siteId,
          Sql.row(
              "primary_environment_id",
              environmentId,
              "updated_at",
              tx.now(),
              "state_version",
              site.stateVersion() + 1));
    }
  }

  /** Marks every site that is not in the set as no longer declared; returns how many were. */
  public int keepDeclared(Set<UUID> ids) {
    return Declared.keep(handle, tx, "site", ids);
  }

  private static Site map(ResultSet rs, Object context) throws SQLException {
    return new Site(
        Sql.uuid(rs, "id"),
        rs.getString("slug"),
        rs.getString("name"),
        Sql.constant(rs, "status", ResourceStatus.class),
        Sql.uuid(rs, "primary_environment_id"),
        rs.getBoolean("declared"),
        Sql.instant(rs, "created_at"),
        Sql.instant(rs, "updated_at"),
        rs.getInt("state_version"));
  }
}
