package jenkins.model.queue;

import hudson.model.ModelObject;

/** See the Javadoc of Jenkins. */
public interface ITask extends ModelObject {}
