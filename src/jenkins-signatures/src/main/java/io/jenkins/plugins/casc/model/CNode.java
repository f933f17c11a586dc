package io.jenkins.plugins.casc.model;

/** A node of the document. */
public interface CNode {
  Source getSource();
}
