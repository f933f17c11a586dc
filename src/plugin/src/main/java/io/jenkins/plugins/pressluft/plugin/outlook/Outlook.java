package io.jenkins.plugins.pressluft.plugin.outlook;

import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Caller.Permission;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The environments as one viewer may see them, now. Whoever may not view one does not learn from
 * here that it exists. Asks neither the database nor the network.
 */
public final class Outlook {
  private static final int MAX_NAMED = 3;
  private static final int MAX_COUNTED = 99;

  private final Caller caller;
  private final List<Standing> all;

  Outlook(Caller caller, List<Standing> all) {
    this.caller = caller;
    this.all = all;
  }

  /** Of somebody. */
  public static Outlook of(Caller caller) {
    return new Outlook(caller, EnvironmentGlances.get().now());
  }

  /** Whether there is nothing to see. */
  public boolean isEmpty() {
    return all.stream().noneMatch(this::isSeen);
  }

  /** Those of these names that are declared and may be seen, by name. */
  public List<Standing> named(Collection<String> names) {
    return names.isEmpty()
        ? List.of()
        : all.stream()
            .filter(one -> names.contains(one.glance().slugPath()))
            .filter(this::isSeen)
            .toList();
  }

  /** Those that need a person or where something is under way, most pressing first. */
  public List<Standing> pressing() {
    return all.stream()
        .filter(one -> one.isUnderWay() || one.needsAPerson())
        .filter(this::isSeen)
        .sorted(Comparator.comparingInt(Standing::order))
        .toList();
  }

  /** How many environments need a person; empty when none does. */
  public Optional<Notice> notice() {
    List<Standing> needy = pressing().stream().filter(Standing::needsAPerson).toList();
    if (needy.isEmpty()) {
      return Optional.empty();
    }
    List<String> names =
        needy.stream().limit(MAX_NAMED).map(one -> one.glance().slugPath()).toList();
    return Optional.of(
        new Notice(
            needy.size() > MAX_COUNTED ? MAX_COUNTED + "+" : String.valueOf(needy.size()),
            (needy.size() == 1 ? "1 environment needs" : needy.size() + " environments need")
                + " a person: "
                + String.join(", ", names)
                + (needy.size() > MAX_NAMED ? " and " + (needy.size() - MAX_NAMED) + " more" : ""),
            needy.stream().anyMatch(Standing::isUrgent)));
  }

  private boolean isSeen(Standing one) {
    return caller.mayEverywhere(Permission.VIEW)
        || caller.may(Permission.VIEW, one.glance().environmentId());
  }
}
