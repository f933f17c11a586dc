package hudson.model;

/** See the Javadoc of Jenkins. */
public abstract class AbstractDescribableImpl<T extends AbstractDescribableImpl<T>>
    implements Describable<T> {
  public AbstractDescribableImpl() {}
}
