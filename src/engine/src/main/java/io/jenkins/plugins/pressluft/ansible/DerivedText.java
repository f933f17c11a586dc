package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Secret;
import java.util.List;
import java.util.function.Function;

/**
 * A text that is made of secrets when a run starts, and is as secret as they are: an address that
 * is signed for this run, for example. The playbook gets the text and none of the secrets.
 *
 * @param from what it is made of, in the order that {@code make} wants
 * @param make the text, then those parts of it that must be hidden also where they stand alone
 */
public record DerivedText(List<Secret> from, Function<List<String>, List<String>> make) {
  /** Copies the list. */
  public DerivedText {
    from = List.copyOf(from);
  }

  /** Nothing of what it will be. */
  @Override
  public String toString() {
    return "DerivedText[of " + from.size() + " secrets]";
  }
}
