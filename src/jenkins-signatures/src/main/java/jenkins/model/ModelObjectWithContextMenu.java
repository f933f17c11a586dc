package jenkins.model;

import hudson.model.ModelObject;

/** See the Javadoc of Jenkins. */
public interface ModelObjectWithContextMenu extends ModelObject {}
