package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.util.LinkedHashMap;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Makes a backup and returns its id, checksum and size. */
public final class BackupStep extends JobStep {
  private String backupScope;
  private String message;

  @DataBoundConstructor
  public BackupStep(String environment) {
    super(environment);
  }

  /** Scope; null: as if it were not given. */
  public String getBackupScope() {
    return backupScope;
  }

  @DataBoundSetter
  public void setBackupScope(String backupScope) {
    this.backupScope = Given.text(backupScope);
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
    return PipelineStep.BACKUP;
  }

  @Override
  void own(LinkedHashMap<String, Object> named) {
    named.put("backupScope", backupScope);
    named.put("message", message);
  }

  /** What Jenkins knows of the step. */
  @Extension
  public static final class DescriptorImpl extends JobStepDescriptor {
    public DescriptorImpl() {
      super(PipelineStep.BACKUP, "Pressluft: back up an environment");
    }

    /** The choices. */
    @POST
    public ListBoxModel doFillBackupScopeItems(@AncestorInPath Item item) {
      return Choices.optional(item, BackupScope.values());
    }
  }
}
