package hudson.model;

/** A problem that is shown to the user as a page with a sentence. */
public class Failure extends RuntimeException {
  public Failure(String message) {}
}
