package hudson.model;

/** A describable thing that may change itself by a submitted form. */
public interface ReconfigurableDescribable<T extends ReconfigurableDescribable<T>>
    extends Describable<T> {}
