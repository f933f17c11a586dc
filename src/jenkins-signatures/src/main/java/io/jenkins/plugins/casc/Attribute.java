package io.jenkins.plugins.casc;

/** One attribute that configuration as code reads and writes. */
public class Attribute<Owner, Type> {
  public Attribute(String name, Class type) {}
}
