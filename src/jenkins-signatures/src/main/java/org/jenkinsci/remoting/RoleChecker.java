package org.jenkinsci.remoting;

/** See the Javadoc of Jenkins. */
public abstract class RoleChecker {
  private RoleChecker() {}
}
