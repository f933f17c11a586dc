package hudson.model;

import hudson.ExtensionPoint;

/** See the Javadoc of Jenkins. */
public abstract class Node implements ExtensionPoint {
  public Node() {}
}
