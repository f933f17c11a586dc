package hudson.model;

import hudson.ExtensionPoint;

/** Hears when an executor takes up work and when it has done it. */
public interface ExecutorListener extends ExtensionPoint {}
