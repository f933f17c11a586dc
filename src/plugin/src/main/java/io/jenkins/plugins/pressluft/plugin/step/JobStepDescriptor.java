package io.jenkins.plugins.pressluft.plugin.step;

import io.jenkins.plugins.pressluft.pipeline.PipelineStep;

/** What Jenkins knows of a step that becomes a job. */
public abstract class JobStepDescriptor extends PressluftStepDescriptor {
  JobStepDescriptor(PipelineStep step, String displayName) {
    super(step.stepName(), displayName);
  }
}
