package hudson.tools;

import hudson.ExtensionPoint;
import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public abstract class ToolInstallation implements Serializable, ExtensionPoint {
  protected ToolInstallation(String name, String home) {}

  public String getName() {
    throw new UnsupportedOperationException();
  }
}
