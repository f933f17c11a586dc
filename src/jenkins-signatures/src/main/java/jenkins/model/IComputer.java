package jenkins.model;

import hudson.security.AccessControlled;

/** See the Javadoc of Jenkins. */
public interface IComputer extends AccessControlled {}
