package hudson.model;

import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public abstract class AbstractCIBase extends Node
    implements ItemGroup<TopLevelItem>, ViewGroup, AccessControlled, DescriptorByNameOwner {
  public AbstractCIBase() {}

  @Override
  public String getNodeName() {
    throw new UnsupportedOperationException();
  }
}
