package io.jenkins.plugins.pressluft.registry;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The JSON schema of {@code pressluft.yml}, and its verdicts in words that help. */
final class RegistrySchema {
  private static final String RESOURCE = "/pressluft/registry.schema.json";

  /** Text of the file that is repeated in a message is cut here: it may be 64 KiB of rubbish. */
  private static final int SHOWN_CHARS = 60;

  private final JsonNode document;
  private final Schema schema;

  RegistrySchema() {
    try (InputStream in = RegistrySchema.class.getResourceAsStream(RESOURCE)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      this.document = JsonMapper.shared().readTree(text);
      this.schema =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(text, InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that is wrong with the shape of the file, in the order of the lines. */
  List<Problem> problems(LinedTree yaml) {
    List<Problem> problems = new ArrayList<>();
    for (Error error : schema.validate(yaml.root())) {
      if (error.getKeyword().equals("propertyNames")) {
        problems.addAll(slugs(yaml, error));
        continue;
      }
      List<String> keys = keys(error);
      problems.add(new Problem(yaml.line(keys), path(keys), message(error)));
    }
    return problems.stream().distinct().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  /** The same tree; a text that stands where a number or a truth value belongs becomes one. */
  JsonNode typed(JsonNode tree) {
    return typed(tree, document);
  }

  private JsonNode typed(JsonNode value, JsonNode reference) {
    JsonNode rule = reference.has("$ref") ? referred(reference) : reference;
    if (value.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      value
          .properties()
          .forEach(e -> object.set(e.getKey(), typed(e.getValue(), ofKey(rule, e.getKey()))));
      return object;
    } else if (value.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      value.forEach(item -> array.add(typed(item, rule.path("items"))));
      return array;
    }
    return value.isString() ? typed(value.stringValue(), rule, value) : value;
  }

  private static JsonNode typed(String text, JsonNode rule, JsonNode otherwise) {
    boolean number =
        rule.path("type").asString("").equals("integer") || rule.path("const").isNumber();
    if (number && text.matches("-?(0|[1-9][0-9]{0,17})")) {
      return JsonNodeFactory.instance.numberNode(Long.parseLong(text));
    }
    if (rule.path("type").asString("").equals("boolean")
        && (text.equals("true") || text.equals("false"))) {
      return JsonNodeFactory.instance.booleanNode(text.equals("true"));
    }
    return otherwise;
  }

  private JsonNode referred(JsonNode reference) {
    return document.at(reference.get("$ref").stringValue().substring(1));
  }

  private static JsonNode ofKey(JsonNode rule, String key) {
    JsonNode own = rule.path("properties").path(key);
    return own.isMissingNode() ? rule.path("additionalProperties") : own;
  }

  private static List<String> keys(Error error) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
      keys.add(String.valueOf(error.getInstanceLocation().getElement(i)));
    }
    if (error.getKeyword().equals("additionalProperties") && error.getProperty() != null) {
      keys.add(error.getProperty());
    }
    return keys;
  }

  /** The keys that are no slugs; the validator itself only says that there are some. */
  private List<Problem> slugs(LinedTree yaml, Error error) {
    JsonNode slug = document.at("/$defs/slug");
    return error.getInstanceNode().propertyNames().stream()
        .filter(name -> !name.matches(slug.path("pattern").asString()))
        .map(
            name -> {
              List<String> keys = Paths.with(keys(error), name);
              return new Problem(
                  yaml.line(keys),
                  path(keys),
                  "\"" + shown(name) + "\" is not allowed; " + described(slug));
            })
        .toList();
  }

  private String message(Error error) {
    JsonNode rule = rule(error);
    JsonNode value = error.getInstanceNode();
    return switch (error.getKeyword()) {
      case "enum" -> quoted(value) + " is not one of " + list(rule.path("enum"));
      case "const" -> quoted(value) + " is not allowed; " + described(rule);
      case "required" -> "the key \"" + error.getProperty() + "\" is missing";
      case "additionalProperties" ->
          "this key is not known; allowed are "
              + rule.path("properties").propertyNames().stream().collect(Collectors.joining(", "));
      case "type" -> quoted(value) + " is not " + type(rule);
      case "maxLength" ->
          "the text has "
              + value.asString("").length()
              + " characters; at most "
              + rule.path("maxLength").asInt()
              + " are allowed";
      case "minimum", "maximum" ->
          quoted(value)
              + " is not between "
              + rule.path("minimum").asInt()
              + " and "
              + rule.path("maximum").asInt();
      case "maxItems" -> "more than " + rule.path("maxItems").asInt() + " entries";
      case "minProperties" -> "at least one entry is needed";
      default -> quoted(value) + " is not allowed; " + described(rule);
    };
  }

  private JsonNode rule(Error error) {
    String pointer = error.getSchemaLocation().getFragment().toString();
    int end = pointer.lastIndexOf('/');
    return document.at(end <= 0 ? "" : pointer.substring(0, end));
  }

  private static String described(JsonNode rule) {
    return "allowed: " + rule.path("description").asString("what the schema says");
  }

  private static String type(JsonNode rule) {
    String type = rule.path("type").asString();
    String noun =
        switch (type) {
          case "string" -> "a text (put it in quotes if it looks like a number)";
          case "integer" -> "a whole number";
          case "boolean" -> "true or false";
          case "array" -> "a list";
          default -> "a block of keys";
        };
    String description = rule.path("description").asString("");
    return description.isEmpty() ? noun : noun + "; allowed: " + description;
  }

  private static String list(JsonNode values) {
    return values.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }

  private static String quoted(JsonNode value) {
    if (value == null || value.isNull()) {
      return "nothing";
    }
    if (value.isContainer()) {
      return value.isArray() ? "a list" : "a block of keys";
    }
    return "\"" + shown(value.asString()) + "\"";
  }

  /** Keys as a path for people, each fit for one line of a message. */
  static String path(List<String> keys) {
    return keys.stream().map(RegistrySchema::shown).collect(Collectors.joining("."));
  }

  /** Text from the file, made fit for one line of a message. */
  static String shown(String text) {
    String cut = text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "...";
    StringBuilder clean = new StringBuilder(cut.length());
    cut.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                clean.append(String.format("\\u%04x", c));
              } else {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }
}
