package hudson.model;

import hudson.ExtensionPoint;

/** A root action that is reached without the permission to read Jenkins. */
public interface UnprotectedRootAction extends RootAction, ExtensionPoint {}
