package hudson.model;

/** See the Javadoc of Jenkins. */
public interface ModifiableViewGroup extends ViewGroup {}
