package io.jenkins.plugins.pressluft.store;

import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What vanished from the registry is kept, but marked. */
final class Declared {
  private Declared() {}

  /** Returns how many rows of the table were declared until now and are not in the set. */
  static int keep(Handle handle, Transaction tx, String table, Set<UUID> ids) {
    int gone = 0;
    for (String id :
        Sql.list(
            handle,
            "SELECT id FROM " + table + " WHERE declared = 1",
            Sql.row(),
            (rs, context) -> rs.getString(1))) {
      if (!ids.contains(UUID.fromString(id))) {
        gone +=
            Sql.execute(
                handle,
                "UPDATE "
                    + table
                    + " SET declared = 0, updated_at = :now, state_version = state_version + 1"
                    + " WHERE id = :id",
                Sql.row("id", id, "now", tx.now()));
      }
    }
    return gone;
  }
}
