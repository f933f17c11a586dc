package hudson.model;

import hudson.search.SearchableModelObject;
import hudson.security.AccessControlled;
import hudson.security.Permission;

/** Something that stands in Jenkins' tree: a job or a folder. */
public interface Item extends PersistenceRoot, SearchableModelObject, AccessControlled {
  Permission CONFIGURE = null;

  Permission EXTENDED_READ = null;

  Permission BUILD = null;
}
