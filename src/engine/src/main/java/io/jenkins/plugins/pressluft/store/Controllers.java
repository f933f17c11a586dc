package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Controller;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Those that work on the database, now or formerly. */
public final class Controllers {
  private static final String SELECT = "SELECT * FROM controller ";
  private static final int LETTERS = 4;

  private final Handle handle;
  private final Transaction tx;

  Controllers(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** All that ever were, the first one first. */
  public List<Controller> all() {
    return Sql.list(handle, SELECT + "ORDER BY started_at, id", Sql.row(), Controllers::map);
  }

  /** One. */
  public Optional<Controller> byId(UUID id) {
    return Sql.one(handle, SELECT + "WHERE id = :id", Sql.row("id", id), Controllers::map);
  }

  /**
   * A process begins to work under an id; whichever did before is displaced. A name that another
   * controller has gets the first letters of the id.
   */
  public Controller register(UUID id, String name, UUID process) {
    boolean taken =
        all().stream().anyMatch(other -> !other.id().equals(id) && other.name().equals(name));
    Sql.execute(
        handle,
        "INSERT INTO controller (id, name, process, beat, started_at, seen_at)"
            + " VALUES (:id, :name, :process, 1, :now, :now)"
            + " ON CONFLICT (id) DO UPDATE SET name = excluded.name, process = excluded.process,"
            + " beat = controller.beat + 1, started_at = excluded.started_at,"
            + " seen_at = excluded.seen_at",
        Sql.row(
            "id",
            id,
            "name",
            taken ? name + "-" + id.toString().substring(0, LETTERS) : name,
            "process",
            process,
            "now",
            tx.now()));
    return byId(id).orElseThrow();
  }

  /** A sign of life; false when another process works under the id now. */
  public boolean beat(UUID id, UUID process) {
    return Sql.execute(
            handle,
            "UPDATE controller SET beat = beat + 1, seen_at = :now"
                + " WHERE id = :id AND process = :process",
            Sql.row("id", id, "process", process, "now", tx.now()))
        == 1;
  }

  private static Controller map(ResultSet rs, Object context) throws SQLException {
    return new Controller(
        Sql.uuid(rs, "id"),
        rs.getString("name"),
        Sql.uuid(rs, "process"),
        rs.getLong("beat"),
        Sql.instant(rs, "started_at"),
        Sql.instant(rs, "seen_at"));
  }
}
