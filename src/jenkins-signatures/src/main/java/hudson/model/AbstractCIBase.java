package hudson.model;

import hudson.security.AccessControlled;

/** What Jenkins itself and its nodes have in common beneath the controller's own class. */
public abstract class AbstractCIBase extends Node
    implements ItemGroup<TopLevelItem>, ViewGroup, AccessControlled, DescriptorByNameOwner {
  public AbstractCIBase() {}

  @Override
  public String getNodeName() {
    throw new UnsupportedOperationException();
  }
}
