package io.jenkins.plugins.pressluft.audit;

import io.jenkins.plugins.pressluft.model.LoggedOperation;
import java.nio.file.Path;

/** The file {@code operations.jsonl}: one line for each row of the operations log. */
public final class OperationsLog {
  private final Path file;

  /** The file is made with mode 0600 at the first line. */
  public OperationsLog(Path file) {
    this.file = file;
  }

  /** Appends a line that the database already has. */
  public void append(LoggedOperation line) {
    throw new UnsupportedOperationException(file + " " + line);
  }
}
