package hudson.model;

/** See the Javadoc of Jenkins. */
public interface Describable<T extends Describable<T>> {}
