package com.cloudbees.plugins.credentials.domains;

import hudson.ExtensionPoint;
import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public class DomainRequirement implements ExtensionPoint, Serializable {
  private DomainRequirement() {}
}
