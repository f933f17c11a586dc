package hudson.model;

/** An object below whose address descriptors are reached by name. */
public interface DescriptorByNameOwner extends ModelObject {}
