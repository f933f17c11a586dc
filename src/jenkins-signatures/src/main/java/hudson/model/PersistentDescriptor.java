package hudson.model;

import jenkins.model.Loadable;

/** See the Javadoc of Jenkins. */
public interface PersistentDescriptor extends Loadable, Saveable {
  @Override
  void load();
}
