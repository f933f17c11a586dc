package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.util.LinkedHashMap;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Asks whether an environment works. */
public final class HealthStep extends JobStep {
  private boolean failOnUnhealthy = true;

  @DataBoundConstructor
  public HealthStep(String environment) {
    super(environment);
  }

  /** Fail when unhealthy. */
  public boolean isFailOnUnhealthy() {
    return failOnUnhealthy;
  }

  @DataBoundSetter
  public void setFailOnUnhealthy(boolean failOnUnhealthy) {
    this.failOnUnhealthy = failOnUnhealthy;
  }

  @Override
  PipelineStep step() {
    return PipelineStep.HEALTH;
  }

  @Override
  void own(LinkedHashMap<String, Object> named) {
    named.put("failOnUnhealthy", failOnUnhealthy);
  }

  /** What Jenkins knows of the step. */
  @Extension
  public static final class DescriptorImpl extends JobStepDescriptor {
    public DescriptorImpl() {
      super(PipelineStep.HEALTH, "Pressluft: check the health of an environment");
    }
  }
}
