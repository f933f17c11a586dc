package io.jenkins.plugins.pressluft.plugin.parameter;

import io.jenkins.plugins.pressluft.plugin.Pressluft;
import java.util.List;
import java.util.function.Function;

/** What the parameters page shows also when the engine could not start. */
final class Pages {
  private Pages() {}

  /** The choices of whoever looks; none when the engine is not there. */
  static <T> List<T> choices(Function<RegistryChoices, List<T>> which) {
    return Pressluft.get().trouble().isPresent()
        ? List.of()
        : which.apply(RegistryChoices.ofCurrentUser());
  }

  /** Null when nothing is wrong. */
  static String trouble() {
    return Pressluft.get().trouble().orElse(null);
  }
}
