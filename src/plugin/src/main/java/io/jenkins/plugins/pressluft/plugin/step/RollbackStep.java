package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.util.LinkedHashMap;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Goes back to a release that is still on the node. */
public final class RollbackStep extends JobStep {
  private String release;
  private String message;

  @DataBoundConstructor
  public RollbackStep(String environment) {
    super(environment);
  }

  /** Release; null: as if it were not given. */
  public String getRelease() {
    return release;
  }

  @DataBoundSetter
  public void setRelease(String release) {
    this.release = Given.text(release);
  }

  /** Message; null: as if it were not given. */
  public String getMessage() {
    return message;
  }

  @DataBoundSetter
  public void setMessage(String message) {
    this.message = Given.text(message);
  }

  @Override
  PipelineStep step() {
    return PipelineStep.ROLLBACK;
  }

  @Override
  void own(LinkedHashMap<String, Object> named) {
    named.put("release", release);
    named.put("message", message);
  }

  /** What Jenkins knows of the step. */
  @Extension
  public static final class DescriptorImpl extends JobStepDescriptor {
    public DescriptorImpl() {
      super(PipelineStep.ROLLBACK, "Pressluft: roll an environment back");
    }
  }
}
