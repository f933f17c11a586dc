package io.jenkins.plugins.pressluft.api;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A schema of the contract that says in one sentence for a person what it has against a value. The
 * value itself is never repeated.
 *
 * @param document what the schema's references point into
 */
record CheckedShape(Schema schema, JsonNode document) {
  /**
   * Lets a value pass or refuses it.
   *
   * @param subject what is checked, for example {@code The body}
   * @throws RefusedException 400
   */
  void check(String subject, JsonNode value) {
    List<Error> errors = schema.validate(value);
    if (!errors.isEmpty()) {
      throw new RefusedException(Refusal.badRequest(sentence(subject, errors.get(0))));
    }
  }

  private String sentence(String subject, Error error) {
    String field = String.valueOf(error.getInstanceLocation()).replaceAll("^[/$.]+", "");
    String it = field.isEmpty() ? subject : "The field \"" + shown(field) + "\"";
    JsonNode rule = error.getSchemaNode();
    return switch (error.getKeyword()) {
      case "additionalProperties" ->
          subject
              + " has an unknown field \""
              + shown(error.getProperty())
              + "\"; "
              + allowed(error);
      case "required" -> subject + " lacks the field \"" + error.getProperty() + "\".";
      case "enum" -> it + " must be one of " + texts(rule) + ".";
      case "type" -> it + " must be " + type(rule) + ".";
      case "maxLength" -> it + " is longer than " + rule.asString() + " characters.";
      case "minLength" -> it + " is shorter than " + rule.asString() + " characters.";
      case "minimum" -> it + " must be at least " + rule.asString() + ".";
      case "maximum" -> it + " must be at most " + rule.asString() + ".";
      default ->
          it
              + " must be "
              + around(error).path("description").asString("as the contract says")
              + ".";
    };
  }

  private String allowed(Error error) {
    JsonNode properties = around(error).path("properties");
    return properties.isEmpty()
        ? "none is allowed."
        : "allowed are " + String.join(", ", new TreeSet<>(properties.propertyNames())) + ".";
  }

  /** The object of the document that holds the keyword which complained. */
  private JsonNode around(Error error) {
    String pointer = String.valueOf(error.getSchemaLocation()).replaceFirst("^[^#]*#", "");
    int last = pointer.lastIndexOf('/');
    return pointer.startsWith("/components/") && last > 0
        ? document.at(pointer.substring(0, last))
        : JsonNodeFactory.instance.missingNode();
  }

  private static String texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }

  private static String type(JsonNode type) {
    String names =
        type.isArray()
            ? String.join(
                " or ",
                new TreeSet<>(type.valueStream().map(JsonNode::asString).toList()).descendingSet())
            : type.asString();
    return ("aeio".indexOf(names.charAt(0)) >= 0 ? "an " : "a ") + names;
  }

  /** A name that a stranger gave, short and without anything a terminal would act on. */
  static String shown(String name) {
    String plain = name == null ? "" : name.replaceAll("[^\\p{Graph} ]", "?");
    return plain.length() <= 60 ? plain : plain.substring(0, 60) + "...";
  }
}
