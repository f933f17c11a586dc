package hudson.model;

/** See the Javadoc of Jenkins. */
public abstract class AbstractCIBase extends Node {
  public AbstractCIBase() {}
}
