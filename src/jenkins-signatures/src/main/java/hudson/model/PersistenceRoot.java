package hudson.model;

/** Something that is kept in a directory of its own. */
public interface PersistenceRoot extends Saveable {}
