package jenkins.model.queue;

/** See the Javadoc of Jenkins. */
public abstract class AsynchronousExecution extends RuntimeException {
  private AsynchronousExecution() {}
}
