package hudson;

import java.io.IOException;

/** Ends a build or command with its message alone, without a stack trace. */
public class AbortException extends IOException {
  public AbortException(String message) {}
}
