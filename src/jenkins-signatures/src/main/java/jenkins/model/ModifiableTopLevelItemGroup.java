package jenkins.model;

import hudson.model.ModifiableItemGroup;
import hudson.model.TopLevelItem;

/** See the Javadoc of Jenkins. */
public interface ModifiableTopLevelItemGroup extends ModifiableItemGroup<TopLevelItem> {}
