package hudson.model;

/** An item group that new items can be made in. */
public interface ModifiableItemGroup<T extends Item> extends ItemGroup<T> {}
