package hudson.model;

import hudson.security.AccessControlled;

/** What holds views. */
public interface ViewGroup extends Saveable, ModelObject, AccessControlled {}
