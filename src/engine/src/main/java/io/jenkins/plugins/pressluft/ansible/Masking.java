package io.jenkins.plugins.pressluft.ansible;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes secrets out of text that leaves a run: whole, line by line (keys have many lines) and as
 * JSON writes them. Shorter than {@value #SHORTEST} characters is not masked: such a text is
 * everywhere, and hiding it would show that it is one.
 */
final class Masking {
  static final int SHORTEST = 3;
  private static final int SHORTEST_LINE = 12;
  private static final String MASK = "********";

  private final List<String> secrets;

  Masking(Collection<String> secrets) {
    Set<String> all = new LinkedHashSet<>();
    for (String secret : secrets) {
      add(all, secret.strip(), SHORTEST);
      if (secret.contains("\n")) {
        secret.lines().forEach(line -> add(all, line.strip(), SHORTEST_LINE));
      }
    }
    this.secrets = new ArrayList<>(all);
    this.secrets.sort(Comparator.comparingInt(String::length).reversed());
  }

  /** What a run's own list of secrets says; nothing is masked when it is empty text. */
  static Masking of(String json) {
    if (json.isEmpty()) {
      return new Masking(List.of());
    }
    return new Masking(
        JsonMapper.shared().readTree(json).valueStream().map(JsonNode::asString).toList());
  }

  private static void add(Set<String> all, String text, int shortest) {
    if (text.length() >= shortest) {
      all.add(text);
      String quoted = Variables.quoted(text);
      all.add(quoted.substring(1, quoted.length() - 1));
    }
  }

  /** The text without any of the secrets. */
  String apply(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  /** The length of the longest secret, in UTF-16 units. */
  int longest() {
    return secrets.isEmpty() ? 0 : secrets.get(0).length();
  }
}
