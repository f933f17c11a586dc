package hudson.cli;

import hudson.ExtensionPoint;

/** A command that Jenkins' command line offers. */
public abstract class CLICommand implements ExtensionPoint {
  private CLICommand() {}
}
