package hudson.model;

import hudson.ExtensionPoint;

/** An action of Jenkins itself, below its root address. */
public interface RootAction extends Action, ExtensionPoint {}
