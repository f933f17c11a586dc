package hudson.model;

import jenkins.model.ModelObjectWithChildren;

/** See the Javadoc of Jenkins. */
public abstract class Label extends Actionable
    implements Comparable<Label>, ModelObjectWithChildren {
  protected Label(String name) {}

  public final int compareTo(Label that) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }
}
