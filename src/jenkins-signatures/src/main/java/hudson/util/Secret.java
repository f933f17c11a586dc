package hudson.util;

import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public final class Secret implements Serializable {
  private Secret() {}

  public String getPlainText() {
    throw new UnsupportedOperationException();
  }
}
