package io.jenkins.plugins.casc.model;

import java.util.ArrayList;

/** See the Javadoc of Jenkins. */
public final class Sequence extends ArrayList<CNode> implements CNode {
  public Sequence() {}

  @Override
  public Source getSource() {
    throw new UnsupportedOperationException();
  }
}
