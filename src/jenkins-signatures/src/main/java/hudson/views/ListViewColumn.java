package hudson.views;

import hudson.ExtensionPoint;
import hudson.model.Describable;

/** A column of a list of jobs. */
public abstract class ListViewColumn implements ExtensionPoint, Describable<ListViewColumn> {
  public ListViewColumn() {}
}
