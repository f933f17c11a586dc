package hudson.model;

import jenkins.model.Loadable;

/** See the Javadoc of Jenkins. */
public abstract class Descriptor<T extends Describable<T>> implements Loadable, Saveable {
  protected Descriptor() {}

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save() {
    throw new UnsupportedOperationException();
  }
}
