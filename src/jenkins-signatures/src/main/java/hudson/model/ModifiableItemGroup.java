package hudson.model;

/** See the Javadoc of Jenkins. */
public interface ModifiableItemGroup<T extends Item> extends ItemGroup<T> {}
