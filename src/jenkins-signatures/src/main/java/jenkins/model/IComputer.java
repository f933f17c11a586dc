package jenkins.model;

import hudson.security.AccessControlled;

/** What pages show of a computer. */
public interface IComputer extends AccessControlled {}
