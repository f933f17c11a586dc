package hudson.model;

import hudson.ExtensionPoint;

/** See the Javadoc of Jenkins. */
public interface UnprotectedRootAction extends RootAction, ExtensionPoint {}
