package jenkins.model.queue;

/** Says that work goes on after its executor's thread has left it. */
public abstract class AsynchronousExecution extends RuntimeException {
  private AsynchronousExecution() {}
}
