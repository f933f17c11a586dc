package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares a request with the contract, and with nothing else: no row is read here. */
final class Intake {
  /** How many times the bound is read and thrown away before the connection is given up. */
  private static final int DISCARDED = 16;

  private final int maxBody;

  /**
   * Bounds what is taken in.
   *
   * @param maxBody in bytes; a longer body is refused, and none of it is kept
   */
  Intake(int maxBody) {
    this.maxBody = maxBody;
  }

  /** The parameters of path, query and header; defaults are filled in. */
  Map<String, JsonNode> parameters(Router.Match match, HttpServletRequest request) {
    Map<String, String> query = query(request.getQueryString());
    Map<String, JsonNode> values = new HashMap<>();
    for (ContractParameter parameter : match.operation().parameters()) {
      String sent =
          switch (parameter.in()) {
            case "path" -> match.values().get(parameter.name());
            case "query" -> query.remove(parameter.name());
            default -> header(request, parameter.name());
          };
      if (sent != null) {
        values.put(parameter.name(), parameter.read(sent));
      } else if (parameter.defaultValue() != null) {
        values.put(parameter.name(), parameter.defaultValue());
      }
    }
    if (!query.isEmpty()) {
      throw bad(unknown(query.keySet(), match.operation()));
    }
    return values;
  }

  /**
   * Whether the body is a file, which is not read here: it may be long, and who sends it is not
   * known yet.
   *
   * @throws RefusedException 400 when it is a file of another kind
   */
  boolean isFile(ContractOperation operation, HttpServletRequest request) {
    if (operation.files().isEmpty()) {
      return false;
    }
    String type = request.getContentType() == null ? "" : request.getContentType();
    if (!operation.files().contains(type.trim().toLowerCase(Locale.ROOT))) {
      throw bad(
          "Send the file with the header \"Content-Type\" and one of "
              + String.join(", ", operation.files())
              + ".");
    }
    return true;
  }

  /** The body; an empty object when none was sent and none is required. */
  ObjectNode body(ContractOperation operation, HttpServletRequest request) throws IOException {
    InputStream in = request.getInputStream();
    byte[] bytes = in.readNBytes(maxBody + 1);
    if (bytes.length > maxBody) {
      throw tooLong();
    }
    if (bytes.length == 0 && !operation.bodyRequired()) {
      return JsonNodeFactory.instance.objectNode();
    }
    checkContentType(request.getContentType());
    if (bytes.length == 0) {
      throw bad("The body is empty; send one JSON object.");
    }
    ObjectNode body = Json.object(bytes);
    operation.body().check("The body", body);
    return body;
  }

  /**
   * Reads on for a while without keeping anything: a client that is still sending when the
   * connection ends does not see the answer that says why, and one that has sent all would use a
   * connection again that is about to end.
   *
   * @return whether nothing is left of the request; otherwise the connection has to end
   */
  boolean discard(HttpServletRequest request) throws IOException {
    boolean sends =
        request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    if (!sends) {
      return true;
    }
    if (request.getHeader("Expect") != null) {
      // Whoever asks before sending is not asked to send what nobody wants.
      return false;
    }
    InputStream in = request.getInputStream();
    byte[] buffer = new byte[8192];
    long left = DISCARDED * (long) maxBody;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = in.read(buffer);
      left -= read;
    }
    return read < 0;
  }

  private static void checkContentType(String contentType) {
    String[] parts = contentType == null ? new String[] {""} : contentType.split(";", -1);
    boolean json = parts[0].trim().equalsIgnoreCase("application/json");
    for (int i = 1; json && i < parts.length; i++) {
      String parameter = parts[i].trim().toLowerCase(Locale.ROOT).replace("\"", "");
      json = !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    if (!json) {
      throw bad(
          "Send the body as JSON in UTF-8, with the header \"Content-Type: application/json\".");
    }
  }

  private static Map<String, String> query(String query) {
    Map<String, String> values = new HashMap<>();
    if (query == null || query.isEmpty()) {
      return values;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = Router.decode(equals < 0 ? pair : pair.substring(0, equals));
      String value =
          equals < 0 ? "" : Router.decode(pair.substring(equals + 1).replace("+", "%20"));
      if (!name.isEmpty() && values.putIfAbsent(name, value) != null) {
        throw bad("The parameter \"" + CheckedShape.shown(name) + "\" was sent twice.");
      }
    }
    return values;
  }

  private static String header(HttpServletRequest request, String name) {
    List<String> values = Collections.list(request.getHeaders(name));
    return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0).trim();
  }

  private static String unknown(Set<String> names, ContractOperation operation) {
    String known =
        operation.parameters().stream()
            .filter(parameter -> parameter.in().equals("query"))
            .map(ContractParameter::name)
            .collect(Collectors.joining(", "));
    return "The parameter \""
        + CheckedShape.shown(names.iterator().next())
        + "\" is unknown; "
        + (known.isEmpty() ? "this path has none." : "allowed are " + known + ".");
  }

  private RefusedException tooLong() {
    return bad("The body is longer than " + maxBody + " bytes.");
  }

  private static RefusedException bad(String message) {
    return new RefusedException(Refusal.badRequest(message));
  }
}
