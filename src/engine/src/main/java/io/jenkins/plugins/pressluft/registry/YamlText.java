package io.jenkins.plugins.pressluft.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * A YAML text as a tree that still knows its lines. Read with care, since a file may come from a
 * merge request: at most {@value #MAX_CHARS} characters and {@value #MAX_DEPTH} levels, no anchors,
 * aliases (a few lines of them grow to gigabytes) or tags, no key twice, one document.
 */
final class YamlText implements LinedTree {
  static final int MAX_CHARS = 1024 * 1024;
  static final int MAX_DEPTH = 12;

  private static final YAMLFactory FACTORY =
      YAMLFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(MAX_CHARS)
                  .build())
          .build();

  private final Map<String, Integer> lines = new HashMap<>();
  private final JsonNode root;

  /**
   * Parses the text.
   *
   * @throws RegistryException if it is no such YAML, with the line
   */
  YamlText(String text) {
    if (text.length() > MAX_CHARS) {
      throw new RegistryException(
          0, "", "the file has " + text.length() + " characters; at most " + MAX_CHARS);
    }
    try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new RegistryException(1, "", "the file is empty; it begins with \"version: 1\"");
      }
      root = value(parser, first, List.of());
      if (parser.nextToken() != null) {
        throw new RegistryException(
            line(parser), "", "a second document begins here; only one is allowed");
      }
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      throw new RegistryException(
          at == null ? 0 : Math.max(at.getLineNr(), 0), "", "no valid YAML: " + reason(e));
    }
  }

  @Override
  public JsonNode root() {
    return root;
  }

  @Override
  public int line(List<String> keys) {
    for (int n = keys.size(); n >= 0; n--) {
      Integer line = lines.get(pointer(keys.subList(0, n)));
      if (line != null) {
        return line;
      }
    }
    return 1;
  }

  private JsonNode value(YAMLParser parser, JsonToken token, List<String> keys) {
    lines.putIfAbsent(pointer(keys), line(parser));
    String path = RegistrySchema.path(keys);
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw new RegistryException(
          line(parser), path, "anchors (&) and aliases (*) are not allowed; write it out");
    }
    if (parser.getTypeId() != null) {
      throw new RegistryException(line(parser), path, "tags (!) are not allowed");
    }
    if (keys.size() > MAX_DEPTH) {
      throw new RegistryException(
          line(parser), path, "nested more than " + MAX_DEPTH + " levels deep");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, keys);
      case START_ARRAY -> array(parser, keys);
      case VALUE_STRING -> JsonNodeFactory.instance.stringNode(parser.getString());
      case VALUE_NUMBER_INT -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDoubleValue());
      case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
      case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
      default -> JsonNodeFactory.instance.nullNode();
    };
  }

  private ObjectNode object(YAMLParser parser, List<String> keys) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      List<String> path = Paths.with(keys, name);
      int line = line(parser);
      if (parser.isCurrentAlias() || parser.getObjectId() != null) {
        throw new RegistryException(
            line, RegistrySchema.path(keys), "anchors (&) and aliases (*) are not allowed");
      }
      if (object.has(name)) {
        throw new RegistryException(
            line,
            RegistrySchema.path(path),
            "this key is there twice, first in line " + lines.get(pointer(path)));
      }
      lines.put(pointer(path), line);
      object.set(name, value(parser, parser.nextToken(), path));
    }
    return object;
  }

  private ArrayNode array(YAMLParser parser, List<String> keys) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      array.add(value(parser, token, Paths.with(keys, Integer.toString(array.size()))));
    }
    return array;
  }

  private static int line(YAMLParser parser) {
    return Math.max(parser.currentTokenLocation().getLineNr(), 1);
  }

  private static String pointer(List<String> keys) {
    return String.join("\u0000", keys);
  }

  private static String reason(JacksonException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .limit(2)
        .map(RegistrySchema::shown)
        .collect(Collectors.joining(", "));
  }
}
