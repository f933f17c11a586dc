package jenkins.model;

/** A group that existing items can be put into and taken from. */
public interface DirectlyModifiableTopLevelItemGroup extends ModifiableTopLevelItemGroup {}
