package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.home.Sha256;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a registry text said, remembered by digests. Configuration as Code has no text of its own:
 * what it declares is written anew each time, without the remarks and the order of the file that
 * said the same before.
 *
 * @param text digest of the text as it stood
 * @param meaning digest of what it declared, whatever the order; empty where it was no registry
 */
record Said(String text, String meaning) {
  static final Said NOTHING = new Said("", "");

  static Said of(String text) {
    return new Said(Sha256.of(text), meaning(text));
  }

  /**
   * Whether a text repeats this: letter by letter, or written by a host without anybody's remarks
   * and declaring the same. A person who means it changes a remark, and it is no repetition.
   */
  boolean isRepeatedBy(String text) {
    return Sha256.of(text).equals(this.text)
        || (!meaning.isEmpty() && isWrittenByAHost(text) && meaning(text).equals(meaning));
  }

  private static boolean isWrittenByAHost(String text) {
    try {
      return RegistryTree.of(text).text().equals(text);
    } catch (RegistryException e) {
      return false;
    }
  }

  private static String meaning(String text) {
    try {
      return Sha256.of(sorted(RegistryTree.of(text).values()).toString());
    } catch (RegistryException e) {
      return "";
    }
  }

  private static Object sorted(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> ordered = new TreeMap<>();
      map.forEach((key, inner) -> ordered.put((String) key, sorted(inner)));
      return ordered;
    } else if (value instanceof List<?> list) {
      return list.stream().map(Said::sorted).toList();
    } else {
      return value;
    }
  }
}
