package io.jenkins.plugins.pressluft.registry;

import java.util.List;
import java.util.stream.Collectors;

/** The registry file cannot be used; nothing of it was applied. */
public final class RegistryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** More than this is noise: the first mistake usually explains the rest. */
  private static final int SHOWN = 20;

  private final transient List<Problem> problems;

  /** Refuses the file for these reasons, at least one, in the order of their lines. */
  public RegistryException(List<Problem> problems) {
    super(
        problems.stream().limit(SHOWN).map(Problem::toString).collect(Collectors.joining("\n"))
            + (problems.size() > SHOWN ? "\nand " + (problems.size() - SHOWN) + " more" : ""));
    this.problems = List.copyOf(problems);
  }

  RegistryException(int line, String path, String message) {
    this(List.of(new Problem(line, path, message)));
  }

  /** Every reason, in the order of their lines. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }
}
