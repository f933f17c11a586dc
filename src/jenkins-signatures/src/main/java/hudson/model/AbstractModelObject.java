package hudson.model;

import hudson.search.SearchableModelObject;

/** See the Javadoc of Jenkins. */
public abstract class AbstractModelObject implements SearchableModelObject {
  public AbstractModelObject() {}
}
