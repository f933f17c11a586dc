package hudson.model;

/** A describable thing that finds its descriptor by its class. */
public abstract class AbstractDescribableImpl<T extends AbstractDescribableImpl<T>>
    implements Describable<T> {
  public AbstractDescribableImpl() {}
}
