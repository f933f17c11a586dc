package hudson.model;

import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public abstract class ParameterValue implements Serializable {
  protected ParameterValue(String name) {}
}
