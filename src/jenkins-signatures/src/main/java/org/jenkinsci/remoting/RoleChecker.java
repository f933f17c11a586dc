package org.jenkinsci.remoting;

/** Judges whether a callable may be executed on its side of a channel. */
public abstract class RoleChecker {
  private RoleChecker() {}
}
