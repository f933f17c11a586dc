package hudson.model;

import jenkins.model.ModelObjectWithContextMenu;

/** An object that others hang actions on. */
public abstract class Actionable extends AbstractModelObject implements ModelObjectWithContextMenu {
  public Actionable() {}

  public boolean addOrReplaceAction(Action a) {
    throw new UnsupportedOperationException();
  }

  public <T extends Action> T getAction(Class<T> type) {
    throw new UnsupportedOperationException();
  }
}
