package io.jenkins.plugins.pressluft.local.jenkinsfile;

import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.util.Map;

/** The steps of Pressluft, as a Jenkinsfile calls them. */
public interface SiteSteps {
  /**
   * Runs one step to the end of its job.
   *
   * @param named the named parameters
   * @return the map that the step returns
   * @throws StepFailure when it was refused or its job did not end well
   * @throws InterruptedException when its time is over; its job was asked to stop
   */
  Map<String, Object> run(PipelineStep step, Map<?, ?> named) throws InterruptedException;

  /**
   * Keeps a site for the steps in a block.
   *
   * @param environment {@code site/environment} or an id
   * @return what gives it back
   * @throws StepFailure when there is no such environment
   * @throws InterruptedException when its time is over before it was free
   */
  Lock lock(String environment) throws InterruptedException;

  /** A site that is kept. */
  @FunctionalInterface
  interface Lock extends AutoCloseable {
    @Override
    void close();
  }
}
