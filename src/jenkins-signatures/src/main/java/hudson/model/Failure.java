package hudson.model;

/** See the Javadoc of Jenkins. */
public class Failure extends RuntimeException {
  public Failure(String message) {}
}
