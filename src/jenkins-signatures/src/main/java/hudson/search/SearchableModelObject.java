package hudson.search;

import hudson.model.ModelObject;

/** A model object that takes part in the search. */
public interface SearchableModelObject extends ModelObject {}
