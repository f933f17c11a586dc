package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.util.LinkedHashMap;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Lets WordPress update itself in a new release, never in the live one. */
public final class UpdateStep extends JobStep {
  private final String scope;
  private String preBackup;
  private String message;

  @DataBoundConstructor
  public UpdateStep(String environment, String scope) {
    super(environment);
    this.scope = scope;
  }

  /** Scope, as given. */
  public String getScope() {
    return scope;
  }

  /** Way back; null: as if it were not given. */
  public String getPreBackup() {
    return preBackup;
  }

  @DataBoundSetter
  public void setPreBackup(String preBackup) {
    this.preBackup = Given.text(preBackup);
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
    return PipelineStep.UPDATE;
  }

  @Override
  void own(LinkedHashMap<String, Object> named) {
    named.put("scope", scope);
    named.put("preBackup", preBackup);
    named.put("message", message);
  }

  /** What Jenkins knows of the step. */
  @Extension
  public static final class DescriptorImpl extends JobStepDescriptor {
    public DescriptorImpl() {
      super(PipelineStep.UPDATE, "Pressluft: update an environment");
    }

    /** The choices. */
    @POST
    public ListBoxModel doFillPreBackupItems(@AncestorInPath Item item) {
      return Choices.optional(item, PreBackup.values());
    }

    /** The choices. */
    @POST
    public ListBoxModel doFillScopeItems(@AncestorInPath Item item) {
      return Choices.required(item, UpdateScope.values());
    }
  }
}
