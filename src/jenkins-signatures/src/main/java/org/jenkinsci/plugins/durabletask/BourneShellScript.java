package org.jenkinsci.plugins.durabletask;

/** A shell script that outlives the connection to its agent. */
public final class BourneShellScript extends FileMonitoringTask {
  public BourneShellScript(String script) {}
}
