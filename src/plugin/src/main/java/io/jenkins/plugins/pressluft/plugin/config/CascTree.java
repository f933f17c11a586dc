package io.jenkins.plugins.pressluft.plugin.config;

import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.casc.model.Scalar;
import io.jenkins.plugins.casc.model.Sequence;
import io.jenkins.plugins.casc.model.Source;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * A part of a Configuration as Code file, to and from plain values. Its scalars have lost their
 * type and its maps their order, so keys are sorted: the same file always gives the same text.
 */
final class CascTree {
  private final CNode root;
  private final List<Source> places = new ArrayList<>();

  CascTree(CNode root) {
    this.root = root;
  }

  /**
   * The registry that stands there.
   *
   * @param resolve replaces variables in a text
   * @throws io.jenkins.plugins.pressluft.registry.RegistryException if it is nested too deep
   */
  RegistryTree registry(UnaryOperator<String> resolve) {
    return RegistryTree.of(
        root instanceof Mapping mapping ? map(mapping, resolve) : Map.of(), this::number);
  }

  /** Where a problem with this number is, as {@code file:line}; empty where nobody knows. */
  String place(int number) {
    if (number < 1 || number > places.size()) {
      return "";
    }
    Source source = places.get(number - 1);
    return (source.file == null ? "" : source.file + ", ") + "line " + source.line;
  }

  /** Plain values as a tree that can be exported. */
  static CNode node(Object value, UnaryOperator<String> encode) {
    if (value instanceof Map<?, ?> map) {
      Mapping mapping = new Mapping();
      map.forEach((key, inner) -> mapping.put((String) key, node(inner, encode)));
      return mapping;
    } else if (value instanceof List<?> list) {
      Sequence sequence = new Sequence();
      list.forEach(inner -> sequence.add(node(inner, encode)));
      return sequence;
    } else if (value instanceof Boolean yes) {
      return new Scalar(yes);
    } else if (value instanceof Number number) {
      return new Scalar(number);
    }
    return new Scalar(encode.apply(value.toString()));
  }

  private static Map<String, Object> map(Mapping mapping, UnaryOperator<String> resolve) {
    Map<String, Object> values = new TreeMap<>();
    mapping.forEach(
        (key, inner) -> {
          if (inner != null) {
            values.put(key, value(inner, resolve));
          }
        });
    return values;
  }

  private static Object value(CNode node, UnaryOperator<String> resolve) {
    if (node instanceof Mapping mapping) {
      return map(mapping, resolve);
    } else if (node instanceof Sequence sequence) {
      List<Object> values = new ArrayList<>();
      sequence.stream()
          .filter(Objects::nonNull)
          .forEach(inner -> values.add(value(inner, resolve)));
      return values;
    }
    return resolve.apply(node.toString());
  }

  /** The number under which {@link #place} knows where the value with these keys stands. */
  private int number(List<String> keys) {
    CNode node = root;
    CNode nearest = root;
    for (String key : keys) {
      node = child(node, key);
      if (node == null) {
        break;
      }
      nearest = node;
    }
    Source source = source(nearest);
    if (source == null) {
      return 0;
    }
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).line == source.line && Objects.equals(places.get(i).file, source.file)) {
        return i + 1;
      }
    }
    places.add(source);
    return places.size();
  }

  private static CNode child(CNode node, String key) {
    if (node instanceof Mapping mapping) {
      return mapping.get(key);
    } else if (node instanceof Sequence sequence && key.matches("[0-9]{1,4}")) {
      int index = Integer.parseInt(key);
      return index < sequence.size() ? sequence.get(index) : null;
    }
    return null;
  }

  /** Its own place, or the first one below: copies of maps have lost theirs. */
  private static Source source(CNode node) {
    if (node == null || node.getSource() != null) {
      return node == null ? null : node.getSource();
    }
    Collection<CNode> below =
        node instanceof Mapping mapping
            ? mapping.values()
            : node instanceof Sequence sequence ? sequence : List.of();
    Source first = null;
    for (CNode inner : below) {
      Source source = source(inner);
      if (source != null && (first == null || source.line < first.line)) {
        first = source;
      }
    }
    return first;
  }
}
