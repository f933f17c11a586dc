package hudson.model;

/** See the Javadoc of Jenkins. */
public interface ReconfigurableDescribable<T extends ReconfigurableDescribable<T>>
    extends Describable<T> {}
