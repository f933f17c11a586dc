package hudson.model;

import hudson.search.SearchableModelObject;
import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public interface Item extends SearchableModelObject, AccessControlled {}
