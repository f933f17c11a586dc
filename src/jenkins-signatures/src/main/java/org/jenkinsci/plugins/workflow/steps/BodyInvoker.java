package org.jenkinsci.plugins.workflow.steps;

/** Starts a step's body. */
public abstract class BodyInvoker {
  private BodyInvoker() {}

  public abstract BodyExecution start();

  public abstract BodyInvoker withCallback(BodyExecutionCallback callback);

  public abstract BodyInvoker withContext(Object override);
}
