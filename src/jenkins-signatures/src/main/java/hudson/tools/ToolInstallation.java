package hudson.tools;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import java.io.Serializable;

/** A tool as it is installed on a machine. */
public abstract class ToolInstallation
    implements Describable<ToolInstallation>, Serializable, ExtensionPoint {
  protected ToolInstallation(String name, String home) {}

  public String getName() {
    throw new UnsupportedOperationException();
  }
}
