package io.jenkins.plugins.casc.model;

/** See the Javadoc of Jenkins. */
public final class Scalar implements CNode {
  public Scalar(Boolean instance) {}

  public Scalar(Number instance) {}

  public Scalar(String value) {}

  @Override
  public Source getSource() {
    throw new UnsupportedOperationException();
  }
}
