package hudson.model;

import hudson.slaves.Cloud;
import java.util.Set;
import jenkins.model.ModelObjectWithChildren;

/** A set of nodes, named by what they carry. */
public abstract class Label extends Actionable
    implements Comparable<Label>, ModelObjectWithChildren {
  protected Label(String name) {}

  public final int compareTo(Label that) {
    throw new UnsupportedOperationException();
  }

  public static Label get(String l) {
    throw new UnsupportedOperationException();
  }

  public Set<Cloud> getClouds() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public Set<Node> getNodes() {
    throw new UnsupportedOperationException();
  }
}
