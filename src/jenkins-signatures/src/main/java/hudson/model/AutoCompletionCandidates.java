package hudson.model;

/** See the Javadoc of Jenkins. */
public class AutoCompletionCandidates {
  private AutoCompletionCandidates() {}
}
