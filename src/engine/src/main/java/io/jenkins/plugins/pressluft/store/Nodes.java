package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The nodes. */
public final class Nodes {
  private final Handle handle;

  Nodes(Handle handle) {
    this.handle = handle;
  }

  /** All, by name; also those that are no longer declared. */
  public List<Node> all() {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One. */
  public Optional<Node> byId(UUID id) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** One. */
  public Optional<Node> byName(String name) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /**
   * Inserts or changes the node of this name; its id stays. Nothing is written when nothing
   * changed.
   */
  public Node declare(String name, Node.Spec spec) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Marks every node that is not in the set as no longer declared; returns how many were. */
  public int keepDeclared(Set<UUID> ids) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
