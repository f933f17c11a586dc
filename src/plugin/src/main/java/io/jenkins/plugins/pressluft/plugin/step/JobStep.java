package io.jenkins.plugins.pressluft.plugin.step;

import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import io.jenkins.plugins.pressluft.pipeline.StepRequest;
import java.util.LinkedHashMap;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that becomes one job: what all of them are given. */
public abstract class JobStep extends Step {
  private final String environment;
  private boolean failOnRefusal = true;

  JobStep(String environment) {
    this.environment = environment;
  }

  /** {@code site/environment}, or the environment's id. */
  public final String getEnvironment() {
    return environment;
  }

  /** Whether a refusal fails the step; otherwise the step returns it. */
  public final boolean isFailOnRefusal() {
    return failOnRefusal;
  }

  @DataBoundSetter
  public final void setFailOnRefusal(boolean failOnRefusal) {
    this.failOnRefusal = failOnRefusal;
  }

  /** Which step it is. */
  abstract PipelineStep step();

  /** Adds the parameters that only this step has; null counts as not given. */
  abstract void own(LinkedHashMap<String, Object> named);

  /** The named parameters as a Jenkinsfile gives them. */
  final LinkedHashMap<String, Object> named() {
    LinkedHashMap<String, Object> named = new LinkedHashMap<>();
    named.put(StepRequest.ENVIRONMENT, environment);
    named.put(StepRequest.FAIL_ON_REFUSAL, failOnRefusal);
    own(named);
    return named;
  }

  @Override
  public final StepExecution start(StepContext context) {
    return new JobStepExecution(context, step(), named());
  }
}
