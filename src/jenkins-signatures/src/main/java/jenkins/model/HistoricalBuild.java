package jenkins.model;

import hudson.model.ModelObject;

/** What the history of builds shows of one. */
public interface HistoricalBuild extends ModelObject {}
