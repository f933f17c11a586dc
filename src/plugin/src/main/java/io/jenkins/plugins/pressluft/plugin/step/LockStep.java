package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;

/** Keeps the site of an environment for the steps of a block. */
public final class LockStep extends Step {
  private final String environment;

  @DataBoundConstructor
  public LockStep(String environment) {
    this.environment = environment;
  }

  /** {@code site/environment}, or the environment's id. */
  public String getEnvironment() {
    return environment;
  }

  @Override
  public StepExecution start(StepContext context) {
    return new LockStepExecution(context, environment);
  }

  /** What Jenkins knows of the step. */
  @Extension
  public static final class DescriptorImpl extends PressluftStepDescriptor {
    public DescriptorImpl() {
      super("pressluftLock", "Pressluft: keep a site for a sequence of steps");
    }

    @Override
    public boolean takesImplicitBlockArgument() {
      return true;
    }

    @Override
    public Set<? extends Class<?>> getProvidedContext() {
      return Set.of(Held.class);
    }
  }
}
