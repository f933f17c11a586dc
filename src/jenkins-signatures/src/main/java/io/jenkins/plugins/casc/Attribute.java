package io.jenkins.plugins.casc;

/** See the Javadoc of Jenkins. */
public class Attribute<Owner, Type> {
  public Attribute(String name, Class type) {}
}
