package jenkins.model;

/** See the Javadoc of Jenkins. */
public interface DirectlyModifiableTopLevelItemGroup extends ModifiableTopLevelItemGroup {}
