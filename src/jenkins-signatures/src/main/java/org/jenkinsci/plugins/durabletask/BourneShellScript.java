package org.jenkinsci.plugins.durabletask;

/** See the Javadoc of Jenkins. */
public final class BourneShellScript extends FileMonitoringTask {
  public BourneShellScript(String script) {}
}
