package io.jenkins.plugins.pressluft.plugin.page;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.pressluft.plugin.step.StepListener;
import java.io.IOException;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps what steps did with their builds. */
@Extension
public final class RecordingListener implements StepListener {
  private static final Logger LOG = Logger.getLogger(RecordingListener.class.getName());

  @Override
  public void ended(Run<?, ?> run, Map<String, Object> result) {
    try {
      PressluftRunAction.record(run, result);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "What a step did could not be saved with " + run, e);
    }
  }
}
