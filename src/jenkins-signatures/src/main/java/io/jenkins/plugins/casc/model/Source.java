package io.jenkins.plugins.casc.model;

import java.io.Serializable;

/** Where in which file a node stands. */
public class Source implements Serializable {
  public final String file = null;

  public final int line = Integer.valueOf(0);

  private Source() {}
}
