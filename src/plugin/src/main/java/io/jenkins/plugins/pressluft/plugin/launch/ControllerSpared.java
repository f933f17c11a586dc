package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.Extension;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.queue.CauseOfBlockage;
import hudson.model.queue.QueueTaskDispatcher;

/** Keeps playbooks off the controller, whatever labels it has, unless that was allowed. */
@Extension
public final class ControllerSpared extends QueueTaskDispatcher {
  @Override
  public CauseOfBlockage canTake(Node node, Queue.BuildableItem item) {
    return item.task instanceof PlaybookTask
            && JenkinsAgents.isController(node)
            && !AgentSettings.now().allowController()
        ? new NotHere()
        : null;
  }

  private static final class NotHere extends CauseOfBlockage {
    @Override
    public String getShortDescription() {
      return "Playbooks do not run on the controller";
    }
  }
}
