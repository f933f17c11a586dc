package hudson.model;

/** A view group that new views can be made in. */
public interface ModifiableViewGroup extends ViewGroup {}
