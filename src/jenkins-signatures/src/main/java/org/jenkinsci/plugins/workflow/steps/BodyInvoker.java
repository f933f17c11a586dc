package org.jenkinsci.plugins.workflow.steps;

/** See the Javadoc of Jenkins. */
public abstract class BodyInvoker {
  private BodyInvoker() {}

  public abstract BodyExecution start();

  public abstract BodyInvoker withCallback(BodyExecutionCallback callback);

  public abstract BodyInvoker withContext(Object override);
}
