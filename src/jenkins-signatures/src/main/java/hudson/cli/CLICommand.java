package hudson.cli;

import hudson.ExtensionPoint;

/** See the Javadoc of Jenkins. */
public abstract class CLICommand implements ExtensionPoint {
  private CLICommand() {}
}
