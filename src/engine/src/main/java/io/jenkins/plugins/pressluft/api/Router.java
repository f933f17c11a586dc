package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Finds the operation of a path. The path is taken as it was sent, split at its slashes first and
 * decoded then, so that {@code site%2Fenvironment} is one segment.
 */
final class Router {
  private final List<ContractOperation> operations;

  Router(List<ContractOperation> operations) {
    this.operations = List.copyOf(operations);
  }

  /**
   * The operations of a path with the values of its parameters; empty when the contract has no such
   * path.
   *
   * @param path as sent, without the endpoint's own prefix
   * @throws RefusedException 400 for a path that cannot be decoded
   */
  List<Match> matches(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.replaceFirst("^/", "").split("/", -1)) {
      segments.add(decode(segment));
    }
    List<Match> found = new ArrayList<>();
    for (ContractOperation operation : operations) {
      Map<String, String> values = values(operation.segments(), segments);
      if (values != null) {
        found.add(new Match(operation, values));
      }
    }
    return found;
  }

  /** The {@code Allow} header of a path: what it has, and what HTTP adds to it. */
  static String allow(List<Match> matches) {
    TreeSet<String> methods = new TreeSet<>();
    matches.forEach(match -> methods.add(match.operation().method()));
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    methods.add("OPTIONS");
    return String.join(", ", methods);
  }

  /** Decodes percent signs strictly; {@code +} stays what it is. */
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return plain(text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out.put(bytes[i]);
      } else if (i + 2 < bytes.length && hex(bytes[i + 1]) >= 0 && hex(bytes[i + 2]) >= 0) {
        out.put((byte) (hex(bytes[i + 1]) * 16 + hex(bytes[i + 2])));
        i += 2;
      } else {
        throw bad();
      }
    }
    try {
      return plain(StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString());
    } catch (CharacterCodingException e) {
      throw bad();
    }
  }

  private static int hex(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }

  private static String plain(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw bad();
    }
    return text;
  }

  private static Map<String, String> values(List<String> template, List<String> segments) {
    if (template.size() != segments.size()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String part = template.get(i);
      if (part.startsWith("{")) {
        values.put(part.substring(1, part.length() - 1), segments.get(i));
      } else if (!part.equals(segments.get(i))) {
        return null;
      }
    }
    return values;
  }

  private static RefusedException bad() {
    return new RefusedException(
        Refusal.badRequest("The address has a percent escape or a character that is not allowed."));
  }

  /**
   * An operation of a path.
   *
   * @param values the path's parameters by name, decoded
   */
  record Match(ContractOperation operation, Map<String, String> values) {}
}
