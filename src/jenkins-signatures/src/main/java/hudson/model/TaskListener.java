package hudson.model;

/** See the Javadoc of Jenkins. */
public interface TaskListener {}
