package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.util.LinkedHashMap;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Makes new code live by one rename, and switches back if it is not healthy. */
public final class DeployStep extends JobStep {
  private final String sourceRef;
  private String sourceType;
  private String checksum;
  private String message;

  @DataBoundConstructor
  public DeployStep(String environment, String sourceRef) {
    super(environment);
    this.sourceRef = sourceRef;
  }

  /** Source, as given. */
  public String getSourceRef() {
    return sourceRef;
  }

  /** Kind of source; null: as if it were not given. */
  public String getSourceType() {
    return sourceType;
  }

  @DataBoundSetter
  public void setSourceType(String sourceType) {
    this.sourceType = Given.text(sourceType);
  }

  /** Checksum; null: as if it were not given. */
  public String getChecksum() {
    return checksum;
  }

  @DataBoundSetter
  public void setChecksum(String checksum) {
    this.checksum = Given.text(checksum);
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
    return PipelineStep.DEPLOY;
  }

  @Override
  void own(LinkedHashMap<String, Object> named) {
    named.put("sourceRef", sourceRef);
    named.put("sourceType", sourceType);
    named.put("checksum", checksum);
    named.put("message", message);
  }

  /** What Jenkins knows of the step. */
  @Extension
  public static final class DescriptorImpl extends JobStepDescriptor {
    public DescriptorImpl() {
      super(PipelineStep.DEPLOY, "Pressluft: deploy to an environment");
    }

    /** The choices. */
    @POST
    public ListBoxModel doFillSourceTypeItems(@AncestorInPath Item item) {
      return Choices.optional(item, SourceType.values());
    }
  }
}
