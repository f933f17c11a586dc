package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.RegistryRevision;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What controllers of one database must agree on: the text of the registry, and the key that signs
 * manifests. Where one process has the database for itself, nobody asks here.
 */
public final class SharedRegistry {
  private final Handle handle;
  private final Transaction tx;

  SharedRegistry(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** The revision that is in force; 0 before anybody declared anything. */
  public long revision() {
    return Sql.number(handle, "SELECT revision FROM registry_document", Sql.row());
  }

  /** What is in force; empty before anybody declared anything. */
  public Optional<RegistryRevision> current() {
    return Sql.one(
        handle,
        "SELECT * FROM registry_document",
        Sql.row(),
        (rs, context) ->
            new RegistryRevision(
                rs.getLong("revision"),
                rs.getString("text"),
                rs.getString("declared_by"),
                Sql.instant(rs, "declared_at")));
  }

  /** Puts a text in force; returns its revision. */
  public long declare(String text, String by) {
    Sql.execute(
        handle,
        "INSERT INTO registry_document (only_one, revision, text, declared_by, declared_at)"
            + " VALUES (1, 1, :text, :by, :now) ON CONFLICT (only_one) DO UPDATE SET"
            + " revision = registry_document.revision + 1, text = excluded.text,"
            + " declared_by = excluded.declared_by, declared_at = excluded.declared_at",
        Sql.row("text", text, "by", by, "now", tx.now()));
    return revision();
  }

  /**
   * The fingerprint of the key that signs manifests, and who brought it: the given one where there
   * was none.
   */
  public KeyMark manifestKey(String fingerprint, String by) {
    Sql.execute(
        handle,
        "INSERT INTO manifest_key (only_one, fingerprint, brought_by)"
            + " VALUES (1, :fingerprint, :by) ON CONFLICT (only_one) DO NOTHING",
        Sql.row("fingerprint", fingerprint, "by", by));
    return Sql.one(
            handle,
            "SELECT fingerprint, brought_by FROM manifest_key",
            Sql.row(),
            (rs, context) -> new KeyMark(rs.getString(1), rs.getString(2)))
        .orElseThrow();
  }

  /** What tells a key from another, and the controller that came with it first. */
  public record KeyMark(String fingerprint, String broughtBy) {}
}
