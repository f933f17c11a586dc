package io.jenkins.plugins.pressluft.plugin.step;

import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What Jenkins knows of every step: its name, what it needs around it, its environment's form. */
public abstract class PressluftStepDescriptor extends StepDescriptor {
  private final String functionName;
  private final String displayName;

  PressluftStepDescriptor(String functionName, String displayName) {
    this.functionName = functionName;
    this.displayName = displayName;
  }

  @Override
  public final String getFunctionName() {
    return functionName;
  }

  @Override
  public final String getDisplayName() {
    return displayName;
  }

  @Override
  public final Set<? extends Class<?>> getRequiredContext() {
    return Set.of(Run.class, TaskListener.class);
  }

  /** The environments to choose from. */
  @POST
  public final ComboBoxModel doFillEnvironmentItems(@AncestorInPath Item item) {
    return Choices.environments(item);
  }

  /** Whether there is such an environment. */
  @POST
  public final FormValidation doCheckEnvironment(
      @AncestorInPath Item item, @QueryParameter String value) {
    return Choices.environment(item, value);
  }
}
