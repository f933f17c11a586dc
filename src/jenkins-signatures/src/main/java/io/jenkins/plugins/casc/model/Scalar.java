package io.jenkins.plugins.casc.model;

/** A node that is a plain value. */
public final class Scalar implements CNode {
  public Scalar(Boolean instance) {}

  public Scalar(Number instance) {}

  public Scalar(String value) {}

  @Override
  public Source getSource() {
    throw new UnsupportedOperationException();
  }
}
