package io.jenkins.plugins.pressluft.it.web;

import io.jenkins.plugins.pressluft.ansible.Launch;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.ansible.Poll;
import java.util.List;

/** Starts nothing and never ends: what is looked at here happens before and beside a playbook. */
final class PatientLauncher implements PlaybookLauncher {
  @Override
  public String launch(Launch launch) {
    return "none";
  }

  @Override
  public Poll poll(String handle, long eventOffset) {
    return new Poll(Poll.State.RUNNING, null, List.of(), eventOffset, "");
  }

  @Override
  public void stop(String handle) {
    // nothing runs
  }

  @Override
  public void discard(String handle) {
    // nothing was kept
  }
}
