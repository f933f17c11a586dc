package hudson.model;

import hudson.ExtensionPoint;

/** See the Javadoc of Jenkins. */
public interface RootAction extends Action, ExtensionPoint {}
