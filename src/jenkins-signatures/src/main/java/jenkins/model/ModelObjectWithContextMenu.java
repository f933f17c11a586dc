package jenkins.model;

import hudson.model.ModelObject;

/** A model object whose breadcrumb offers a menu. */
public interface ModelObjectWithContextMenu extends ModelObject {}
