package hudson.model;

/** See the Javadoc of Jenkins. */
public interface DescriptorByNameOwner extends ModelObject {}
