package hudson.model;

import hudson.ExtensionPoint;

/** See the Javadoc of Jenkins. */
public interface TopLevelItem extends Item, ExtensionPoint, Describable<TopLevelItem> {}
