package org.jenkinsci.remoting;

/** See the Javadoc of Jenkins. */
public interface RoleSensitive {
  void checkRoles(RoleChecker checker) throws SecurityException;
}
