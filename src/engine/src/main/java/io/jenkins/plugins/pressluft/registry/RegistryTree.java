package io.jenkins.plugins.pressluft.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * What {@code pressluft.yml} says, as plain maps, lists, texts, numbers and truth values. A host
 * that keeps its configuration in a file of another kind carries the registry there in the same
 * shape; it is checked by the same three sieves, and turns into text and back without loss.
 */
public final class RegistryTree {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .disable(YAMLWriteFeature.SPLIT_LINES)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private final LinedTree tree;

  private RegistryTree(LinedTree tree) {
    this.tree = tree;
  }

  /**
   * The tree of a text.
   *
   * @throws RegistryException if it is no such YAML, with the line
   */
  public static RegistryTree of(String text) {
    return new RegistryTree(new YamlText(text));
  }

  /**
   * A tree that another host has read. Where the schema wants a number or a truth value, a text
   * that looks like one is taken for it: some readers know texts only.
   *
   * @param values maps with text keys, lists, texts, numbers, truth values; null stands for nothing
   * @param lines the line of the value with these keys, or of its nearest parent; counted from 1, 0
   *     where it is not known
   * @throws RegistryException if it is nested too deep or has values of another kind
   */
  public static RegistryTree of(Map<String, ?> values, ToIntFunction<List<String>> lines) {
    JsonNode root = new RegistrySchema().typed(node(values, List.of(), lines));
    return new RegistryTree(
        new LinedTree() {
          @Override
          public JsonNode root() {
            return root;
          }

          @Override
          public int line(List<String> keys) {
            return lines.applyAsInt(keys);
          }
        });
  }

  /**
   * What is declared.
   *
   * @throws RegistryException if anything is wrong, with every problem that was found
   */
  public Declaration declaration() {
    return new RegistryReader().read(tree);
  }

  /** The values, keys in their order; the maps and lists may be changed. */
  public Map<String, Object> values() {
    return plain(tree.root()) instanceof Map<?, ?> map ? texts(map) : new LinkedHashMap<>();
  }

  /** The text that declares the same. */
  public String text() {
    return YAML.writeValueAsString(tree.root());
  }

  private static Map<String, Object> texts(Map<?, ?> map) {
    Map<String, Object> values = new LinkedHashMap<>();
    map.forEach((key, value) -> values.put((String) key, value));
    return values;
  }

  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> values = new LinkedHashMap<>();
      node.properties().forEach(e -> values.put(e.getKey(), plain(e.getValue())));
      return values;
    } else if (node.isArray()) {
      return new ArrayList<>(node.valueStream().map(RegistryTree::plain).toList());
    } else if (node.isBoolean()) {
      return node.booleanValue();
    } else if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    } else {
      return node.isNull() ? "" : node.asString();
    }
  }

  private static JsonNode node(Object value, List<String> keys, ToIntFunction<List<String>> lines) {
    if (keys.size() > YamlText.MAX_DEPTH) {
      throw new RegistryException(
          lines.applyAsInt(keys),
          RegistrySchema.path(keys),
          "nested more than " + YamlText.MAX_DEPTH + " levels deep");
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      map.forEach(
          (key, inner) ->
              object.set(
                  String.valueOf(key), node(inner, Paths.with(keys, String.valueOf(key)), lines)));
      return object;
    } else if (value instanceof List<?> list) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      list.forEach(
          inner -> array.add(node(inner, Paths.with(keys, Integer.toString(array.size())), lines)));
      return array;
    } else if (value instanceof Boolean yes) {
      return JsonNodeFactory.instance.booleanNode(yes);
    } else if (value instanceof Integer || value instanceof Long) {
      return JsonNodeFactory.instance.numberNode(((Number) value).longValue());
    } else if (value == null) {
      return JsonNodeFactory.instance.nullNode();
    } else {
      return JsonNodeFactory.instance.stringNode(value.toString());
    }
  }
}
