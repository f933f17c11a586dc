package io.jenkins.plugins.pressluft.api;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * {@code openapi.yaml}, read once: the operations and their schemas. Only what our own document
 * uses is understood, and what is not understood fails here, at the start.
 */
final class Contract {
  private static final String RESOURCE = "/pressluft/contracts/openapi.yaml";
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  private final byte[] text;
  private final JsonNode root;
  private final List<ContractOperation> operations = new ArrayList<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keyword(new NonValidationKeyword("components"))
              .keyword(new NonValidationKeyword("example"))
              .build());

  private Contract(byte[] text) {
    this.text = text;
    this.root = new YAMLMapper().readTree(text);
    root.get("paths")
        .properties()
        .forEach(
            path ->
                METHODS.forEach(
                    method -> {
                      JsonNode operation = path.getValue().get(method);
                      if (operation != null) {
                        operations.add(operation(path.getKey(), method, path.getValue()));
                      }
                    }));
  }

  /** The one that travels inside the jar. */
  static Contract bundled() {
    try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not in the jar");
      }
      return new Contract(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The document as it is written. */
  byte[] text() {
    return text.clone();
  }

  /** All operations, in the document's order. */
  List<ContractOperation> operations() {
    return List.copyOf(operations);
  }

  /** The document as a tree. */
  JsonNode root() {
    return root;
  }

  /** Follows a reference of the document, if the node is one. */
  JsonNode resolve(JsonNode node) {
    JsonNode found = node;
    while (found != null && found.has("$ref")) {
      found = root.at(found.get("$ref").stringValue().substring(1));
    }
    return found;
  }

  private ContractOperation operation(String path, String method, JsonNode item) {
    JsonNode operation = item.get(method);
    List<ContractParameter> parameters = new ArrayList<>();
    for (JsonNode holder : List.of(item, operation)) {
      holder.path("parameters").forEach(node -> parameters.add(parameter(resolve(node))));
    }
    JsonNode body = resolve(operation.get("requestBody"));
    boolean json = body != null && body.path("content").has("application/json");
    JsonNode bodySchema =
        !json
            ? JsonNodeFactory.instance
                .objectNode()
                .put("type", "object")
                .put("additionalProperties", false)
            : body.at("/content/application~1json/schema");
    JsonNode security = operation.get("security");
    return new ContractOperation(
        operation.get("operationId").stringValue(),
        method.toUpperCase(Locale.ROOT),
        path,
        parameters,
        schema(bodySchema),
        body != null && body.path("required").booleanValue(false),
        body == null || json ? List.of() : List.copyOf(body.path("content").propertyNames()),
        security != null && security.isEmpty());
  }

  private ContractParameter parameter(JsonNode node) {
    JsonNode schema = resolve(node.get("schema"));
    return new ContractParameter(
        node.get("name").stringValue(),
        node.get("in").stringValue(),
        "integer".equals(schema.path("type").stringValue("")),
        schema.get("default"),
        schema(node.get("schema")));
  }

  /** A schema of the document that can follow the document's references. */
  private CheckedShape schema(JsonNode schema) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    schema
        .properties()
        .forEach((Map.Entry<String, JsonNode> e) -> whole.set(e.getKey(), e.getValue()));
    whole.set("components", root.get("components"));
    return new CheckedShape(registry.getSchema(SchemaLocation.DOCUMENT, whole), root);
  }
}
