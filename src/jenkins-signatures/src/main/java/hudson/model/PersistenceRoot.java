package hudson.model;

/** See the Javadoc of Jenkins. */
public interface PersistenceRoot extends Saveable {}
