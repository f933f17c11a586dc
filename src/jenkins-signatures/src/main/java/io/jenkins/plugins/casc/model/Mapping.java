package io.jenkins.plugins.casc.model;

import java.util.HashMap;

/** A node with named children. */
public final class Mapping extends HashMap<String, CNode> implements CNode {
  public Mapping() {}

  @Override
  public Source getSource() {
    throw new UnsupportedOperationException();
  }
}
