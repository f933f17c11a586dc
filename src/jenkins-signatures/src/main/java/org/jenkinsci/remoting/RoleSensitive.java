package org.jenkinsci.remoting;

/** Something that says on which side of a channel it is meant to be executed. */
public interface RoleSensitive {
  void checkRoles(RoleChecker checker) throws SecurityException;
}
