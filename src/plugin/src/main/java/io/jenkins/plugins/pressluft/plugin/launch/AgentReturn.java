package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.model.TaskListener;
import hudson.slaves.ComputerListener;

/** Agents that come, or come back: jobs may wait for them, and old runs may lie on them. */
@Extension
public final class AgentReturn extends ComputerListener {
  @Override
  public void onOnline(Computer computer, TaskListener listener) {
    String name = computer.getName();
    var unused =
        Computer.threadPoolForRemoting.submit(
            () -> ExtensionList.lookupSingleton(AgentLauncherSource.class).agentCame(name));
  }
}
