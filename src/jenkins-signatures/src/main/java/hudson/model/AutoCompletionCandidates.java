package hudson.model;

/** What a text field proposes while somebody types. */
public class AutoCompletionCandidates {
  private AutoCompletionCandidates() {}
}
