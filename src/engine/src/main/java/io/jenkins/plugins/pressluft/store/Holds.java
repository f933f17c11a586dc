package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.SiteHold;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Sites that are kept for a sequence of jobs. */
public final class Holds {
  private static final String SELECT = "SELECT * FROM site_hold ";

  private final Handle handle;
  private final Transaction tx;

  Holds(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** All, oldest first. */
  public List<SiteHold> all() {
    return Sql.list(handle, SELECT + "ORDER BY number", Sql.row(), Holds::map);
  }

  /** One. */
  public Optional<SiteHold> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Holds::map);
  }

  /** Those that were taken at a controller, oldest first. */
  public List<SiteHold> ofController(UUID controllerId) {
    return Sql.list(
        handle,
        SELECT + "WHERE controller_id = :controller ORDER BY number",
        Sql.row("controller", controllerId),
        Holds::map);
  }

  /** The hold that has the site: the oldest. */
  public Optional<SiteHold> ofSite(UUID siteId) {
    return Sql.one(
        handle,
        SELECT + "WHERE site_id = :site ORDER BY number LIMIT 1",
        Sql.row("site", siteId),
        Holds::map);
  }

  /** Gets in line for the site. */
  public SiteHold insert(UUID id, UUID siteId, String holder, String heldBy, UUID controllerId) {
    Sql.insert(
        handle,
        "site_hold",
        Sql.row(
            "id", id,
            "site_id", siteId,
            "holder", holder,
            "held_by", heldBy,
            "controller_id", controllerId,
            "created_at", tx.now()));
    return byId(id).orElseThrow();
  }

  /** Gives the site back, or leaves the line; whether there was such a hold. */
  public boolean delete(UUID id) {
    return Sql.execute(handle, "DELETE FROM site_hold WHERE id = :id", Sql.row("id", id)) > 0;
  }

  private static SiteHold map(ResultSet rs, Object context) throws SQLException {
    return new SiteHold(
        Sql.uuid(rs, "id"),
        Sql.uuid(rs, "site_id"),
        rs.getString("holder"),
        rs.getString("held_by"),
        Sql.uuid(rs, "controller_id"),
        Sql.instant(rs, "created_at"));
  }
}
