package hudson.model;

import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public interface ViewGroup extends Saveable, ModelObject, AccessControlled {}
