package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.LoggedOperation;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The operations log. */
public final class Operations {
  private final Handle handle;

  Operations(Handle handle) {
    this.handle = handle;
  }

  /** What came after a sequence number, oldest first; {@code limit} is 1 to 1000. */
  public List<LoggedOperation> after(long sequence, int limit) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** The newest lines, newest first; {@code limit} is 1 to 1000. */
  public List<LoggedOperation> newest(int limit) {
    throw new UnsupportedOperationException(handle.toString());
  }

  /** Appends a line; its sequence and time are given here. Returns it as stored. */
  public LoggedOperation append(LoggedOperation line) {
    throw new UnsupportedOperationException(handle.toString());
  }
}
