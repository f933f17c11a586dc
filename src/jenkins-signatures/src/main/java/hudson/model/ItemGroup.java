package hudson.model;

/** What holds items. */
public interface ItemGroup<T extends Item> extends PersistenceRoot, ModelObject {}
