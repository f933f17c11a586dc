package io.jenkins.plugins.casc.model;

import java.util.HashMap;

/** See the Javadoc of Jenkins. */
public final class Mapping extends HashMap<String, CNode> implements CNode {
  public Mapping() {}

  @Override
  public Source getSource() {
    throw new UnsupportedOperationException();
  }
}
