package hudson.model;

import jenkins.model.ModelObjectWithContextMenu;

/** See the Javadoc of Jenkins. */
public abstract class Actionable extends AbstractModelObject implements ModelObjectWithContextMenu {
  public Actionable() {}
}
