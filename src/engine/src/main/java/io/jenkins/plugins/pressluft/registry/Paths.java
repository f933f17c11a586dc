package io.jenkins.plugins.pressluft.registry;

import java.util.ArrayList;
import java.util.List;

/** Paths of keys in the file, and paths of directories that must not lie in one another. */
final class Paths {
  private Paths() {}

  /** The keys with one more at the end. */
  static List<String> with(List<String> keys, String... more) {
    List<String> all = new ArrayList<>(keys);
    all.addAll(List.of(more));
    return all;
  }

  /** Whether one of two normalized absolute directories is the other or lies in it. */
  static boolean overlap(String one, String other) {
    return (one + "/").startsWith(other + "/") || (other + "/").startsWith(one + "/");
  }
}
