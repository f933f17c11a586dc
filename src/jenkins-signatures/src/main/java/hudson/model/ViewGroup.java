package hudson.model;

import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public interface ViewGroup extends ModelObject, AccessControlled {}
