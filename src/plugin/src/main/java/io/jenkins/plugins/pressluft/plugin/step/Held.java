package io.jenkins.plugins.pressluft.plugin.step;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** The holds of the {@code pressluftLock} blocks around a step; part of its context. */
public final class Held implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LinkedHashSet<UUID> holds;

  private Held(LinkedHashSet<UUID> holds) {
    this.holds = holds;
  }

  /** One more block around what is held already; null: nothing is. */
  static Held with(Held outer, UUID hold) {
    LinkedHashSet<UUID> holds = new LinkedHashSet<>(of(outer));
    holds.add(hold);
    return new Held(holds);
  }

  /** The holds of a context; null: none. */
  static Set<UUID> of(Held held) {
    return held == null ? Set.of() : Set.copyOf(held.holds);
  }
}
