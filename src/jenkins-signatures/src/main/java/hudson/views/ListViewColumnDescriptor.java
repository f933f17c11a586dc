package hudson.views;

import hudson.model.Descriptor;

/** What Jenkins knows of a kind of column. */
public abstract class ListViewColumnDescriptor extends Descriptor<ListViewColumn> {
  public ListViewColumnDescriptor() {}

  public boolean shownByDefault() {
    throw new UnsupportedOperationException();
  }
}
