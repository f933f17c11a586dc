package hudson;

import java.io.IOException;

/** See the Javadoc of Jenkins. */
public class AbortException extends IOException {
  public AbortException(String message) {}
}
