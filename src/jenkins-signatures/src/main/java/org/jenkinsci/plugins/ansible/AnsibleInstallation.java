package org.jenkinsci.plugins.ansible;

import hudson.tools.ToolInstallation;
import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public class AnsibleInstallation extends ToolInstallation implements Serializable {
  private AnsibleInstallation() {
    super((String) null, (String) null);
  }

  public static AnsibleInstallation[] allInstallations() {
    throw new UnsupportedOperationException();
  }
}
