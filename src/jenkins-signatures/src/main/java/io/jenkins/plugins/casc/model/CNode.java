package io.jenkins.plugins.casc.model;

/** See the Javadoc of Jenkins. */
public interface CNode {
  Source getSource();
}
