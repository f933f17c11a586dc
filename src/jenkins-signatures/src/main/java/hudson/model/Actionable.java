package hudson.model;

import jenkins.model.ModelObjectWithContextMenu;

/** See the Javadoc of Jenkins. */
public abstract class Actionable extends AbstractModelObject implements ModelObjectWithContextMenu {
  public Actionable() {}

  public boolean addOrReplaceAction(Action a) {
    throw new UnsupportedOperationException();
  }

  public <T extends Action> T getAction(Class<T> type) {
    throw new UnsupportedOperationException();
  }
}
