package hudson.model.queue;

import jenkins.model.queue.ITask;

/** See the Javadoc of Jenkins. */
public interface SubTask extends ITask {}
