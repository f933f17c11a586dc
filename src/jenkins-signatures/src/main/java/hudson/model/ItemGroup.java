package hudson.model;

/** See the Javadoc of Jenkins. */
public interface ItemGroup<T extends Item> extends PersistenceRoot, ModelObject {}
