package hudson.model;

import jenkins.model.Loadable;

/** A descriptor that is loaded by itself when it was made. */
public interface PersistentDescriptor extends Loadable, Saveable {
  @Override
  void load();
}
