package jenkins.model;

import hudson.model.ModelObject;

/** A model object whose breadcrumb offers its children. */
public interface ModelObjectWithChildren extends ModelObject {}
