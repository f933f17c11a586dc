package hudson.model;

/** Something that is configured, with a descriptor that knows how. */
public interface Describable<T extends Describable<T>> {}
