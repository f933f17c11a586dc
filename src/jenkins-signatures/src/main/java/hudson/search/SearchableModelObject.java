package hudson.search;

import hudson.model.ModelObject;

/** See the Javadoc of Jenkins. */
public interface SearchableModelObject extends ModelObject {}
