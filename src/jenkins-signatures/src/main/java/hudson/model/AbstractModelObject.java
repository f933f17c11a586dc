package hudson.model;

import hudson.search.SearchableModelObject;

/** A model object that can also be searched. */
public abstract class AbstractModelObject implements SearchableModelObject {
  public AbstractModelObject() {}
}
