package hudson.model;

import java.io.Serializable;

/** A parameter's value in one build. */
public abstract class ParameterValue implements Serializable {
  protected ParameterValue(String name) {}
}
