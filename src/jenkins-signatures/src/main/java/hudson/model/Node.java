package hudson.model;

import hudson.ExtensionPoint;
import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public abstract class Node extends AbstractModelObject implements ExtensionPoint, AccessControlled {
  public Node() {}
}
