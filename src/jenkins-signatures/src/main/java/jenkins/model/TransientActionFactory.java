package jenkins.model;

import hudson.ExtensionPoint;
import hudson.model.Action;
import java.util.Collection;

/** Gives objects actions that are not stored with them. */
public abstract class TransientActionFactory<T> implements ExtensionPoint {
  public TransientActionFactory() {}

  public abstract Collection<? extends Action> createFor(T target);

  public abstract Class<T> type();
}
