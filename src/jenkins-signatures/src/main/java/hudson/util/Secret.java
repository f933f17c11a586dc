package hudson.util;

import java.io.Serializable;

/** Text that is stored encrypted and shown to nobody. */
public final class Secret implements Serializable {
  private Secret() {}

  public String getPlainText() {
    throw new UnsupportedOperationException();
  }
}
