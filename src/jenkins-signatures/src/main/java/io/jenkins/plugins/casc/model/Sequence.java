package io.jenkins.plugins.casc.model;

import java.util.ArrayList;

/** A node that is a list. */
public final class Sequence extends ArrayList<CNode> implements CNode {
  public Sequence() {}

  @Override
  public Source getSource() {
    throw new UnsupportedOperationException();
  }
}
