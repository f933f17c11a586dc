package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.pipeline.BackupReference;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import io.jenkins.plugins.pressluft.pipeline.StepRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Restores a backup, all or nothing. */
public final class RestoreStep extends JobStep {
  private final String backupId;
  private String preBackup;
  private boolean dryRun;
  private String destination;
  private String confirmation;
  private String otp;
  private String message;
  private String expectEnvironment;

  @DataBoundConstructor
  public RestoreStep(String environment, String backupId) {
    super(environment);
    this.backupId = backupId;
  }

  /** Backup, as given. */
  public String getBackupId() {
    return backupId;
  }

  /** Way back; null: as if it were not given. */
  public String getPreBackup() {
    return preBackup;
  }

  @DataBoundSetter
  public void setPreBackup(String preBackup) {
    this.preBackup = Given.text(preBackup);
  }

  /** Dry run. */
  public boolean isDryRun() {
    return dryRun;
  }

  @DataBoundSetter
  public void setDryRun(boolean dryRun) {
    this.dryRun = dryRun;
  }

  /** Destination; null: as if it were not given. */
  public String getDestination() {
    return destination;
  }

  @DataBoundSetter
  public void setDestination(String destination) {
    this.destination = Given.text(destination);
  }

  /** Confirmation; null: as if it were not given. */
  public String getConfirmation() {
    return confirmation;
  }

  @DataBoundSetter
  public void setConfirmation(String confirmation) {
    this.confirmation = Given.text(confirmation);
  }

  /** One-time code; null: as if it were not given. */
  public String getOtp() {
    return otp;
  }

  @DataBoundSetter
  public void setOtp(String otp) {
    this.otp = Given.text(otp);
  }

  /** Message; null: as if it were not given. */
  public String getMessage() {
    return message;
  }

  @DataBoundSetter
  public void setMessage(String message) {
    this.message = Given.text(message);
  }

  /** Expected environment; null: as if it were not given. */
  public String getExpectEnvironment() {
    return expectEnvironment;
  }

  @DataBoundSetter
  public void setExpectEnvironment(String expectEnvironment) {
    this.expectEnvironment = Given.text(expectEnvironment);
  }

  @Override
  PipelineStep step() {
    return PipelineStep.RESTORE;
  }

  @Override
  void own(LinkedHashMap<String, Object> named) {
    named.put("backupId", backupId);
    named.put("preBackup", preBackup);
    named.put("dryRun", dryRun);
    named.put("destination", destination);
    named.put("confirmation", confirmation);
    named.put("otp", otp);
    named.put("message", message);
    named.put("expectEnvironment", expectEnvironment);
  }

  /** What Jenkins knows of the step. */
  @Extension
  public static final class DescriptorImpl extends JobStepDescriptor {
    public DescriptorImpl() {
      super(PipelineStep.RESTORE, "Pressluft: restore an environment");
    }

    /** The choices. */
    @POST
    public ListBoxModel doFillPreBackupItems(@AncestorInPath Item item) {
      return Choices.optional(item, PreBackup.values());
    }

    /** Takes the map that {@code pressluftBackup} returned for the id in it. */
    @Override
    public Step newInstance(Map<String, Object> arguments) throws Exception {
      if (!(arguments.get("backupId") instanceof Map<?, ?> returned)) {
        return super.newInstance(arguments);
      }
      Map<String, Object> plain = new LinkedHashMap<>(arguments);
      BackupReference backup =
          StepRequest.of(
                  PipelineStep.RESTORE,
                  Map.of(
                      "environment",
                      String.valueOf(arguments.get("environment")),
                      "backupId",
                      returned))
              .backup();
      plain.put("backupId", backup.id().toString());
      return super.newInstance(plain);
    }

    /** Whether it can be a backup. */
    @POST
    public FormValidation doCheckBackupId(@AncestorInPath Item item, @QueryParameter String value) {
      return Choices.backup(item, value);
    }
  }
}
