package com.cloudbees.plugins.credentials.domains;

import hudson.ExtensionPoint;
import java.io.Serializable;

/** What narrows credentials down to where they may be used. */
public class DomainRequirement implements ExtensionPoint, Serializable {
  private DomainRequirement() {}
}
