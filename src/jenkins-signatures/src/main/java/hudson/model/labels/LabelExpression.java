package hudson.model.labels;

import hudson.model.AutoCompletionCandidates;
import hudson.model.Label;
import hudson.util.FormValidation;

/** A label that is computed from others. */
public abstract class LabelExpression extends Label {
  private LabelExpression() {
    super((String) null);
  }

  public static AutoCompletionCandidates autoComplete(String label) {
    throw new UnsupportedOperationException();
  }

  public static FormValidation validate(String expression) {
    throw new UnsupportedOperationException();
  }
}
