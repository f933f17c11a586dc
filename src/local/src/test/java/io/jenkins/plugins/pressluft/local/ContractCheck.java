package io.jenkins.plugins.pressluft.local;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Compares answers with the contract, more strictly than a caller may: a field that the contract
 * does not describe is a fault too, so that the document stays complete.
 */
final class ContractCheck {
  private final JsonNode root;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          Dialect.builder(Dialects.getDraft202012())
              .keyword(new NonValidationKeyword("components"))
              .keyword(new NonValidationKeyword("example"))
              .build());

  ContractCheck() {
    try (InputStream in =
        ContractCheck.class.getResourceAsStream("/pressluft/contracts/openapi.yaml")) {
      root = new YAMLMapper().readTree(in);
      close(root.get("components").get("schemas"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode root() {
    return root;
  }

  /** Fails when the answer is not one that the contract describes for this request. */
  void check(String method, String path, HttpResponse<String> response) {
    String what = method + " " + path + " → " + response.statusCode();
    JsonNode operation = operation(method, path);
    JsonNode described =
        operation == null ? null : resolve(operation.at("/responses/" + response.statusCode()));
    if (described == null || described.isMissingNode()) {
      if (operation != null && response.statusCode() != 405) {
        throw new AssertionError(what + " is not described");
      }
      described = resolve(root.at("/components/responses/NotFound"));
    }
    if (method.equals("HEAD")) {
      return;
    }
    String type = response.headers().firstValue("Content-Type").orElse("").split(";")[0];
    JsonNode content = described.path("content");
    if (content.isMissingNode()) {
      if (!response.body().isEmpty()) {
        throw new AssertionError(what + " has a body");
      }
      return;
    }
    JsonNode media = content.path(type);
    if (media.isMissingNode()) {
      throw new AssertionError(what + " came as " + type);
    }
    if (type.equals("application/json")) {
      validate(what, media.get("schema"), new JsonMapper().readTree(response.body()));
    } else if (type.equals("application/x-ndjson")) {
      response
          .body()
          .lines()
          .forEach(line -> validate(what, media.get("schema"), new JsonMapper().readTree(line)));
    }
  }

  void validate(String what, JsonNode schema, JsonNode value) {
    ObjectNode whole = new JsonMapper().createObjectNode();
    schema
        .properties()
        .forEach((Map.Entry<String, JsonNode> e) -> whole.set(e.getKey(), e.getValue()));
    whole.set("components", root.get("components"));
    Schema compiled = registry.getSchema(SchemaLocation.DOCUMENT, whole);
    List<Error> errors = compiled.validate(value);
    if (!errors.isEmpty()) {
      throw new AssertionError(what + ": " + errors + "\n" + value);
    }
  }

  JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").stringValue().substring(1)) : node;
  }

  private JsonNode operation(String method, String path) {
    String bare = path.replaceFirst("\\?.*", "");
    String wanted = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, JsonNode> entry : root.get("paths").properties()) {
      String pattern = entry.getKey().replace(".", "\\.").replaceAll("\\{[a-z]+}", "[^/]+");
      if (Pattern.matches(pattern, bare)) {
        return entry.getValue().get(wanted);
      }
    }
    return null;
  }

  /** Closes every object that the document leaves open. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.has("properties")
        && object.get("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(ContractCheck::close);
  }
}
