package io.jenkins.plugins.pressluft.local.jenkinsfile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a run: what was given, and the defaults of what the Jenkinsfile declares with
 * {@code properties([parameters([...])])}.
 */
final class Parameters {
  /** The definitions a Jenkinsfile may declare; each is kept as the map of its arguments. */
  static final Set<String> KINDS =
      Set.of(
          "string",
          "text",
          "booleanParam",
          "choice",
          "password",
          "pressluftEnvironment",
          "pressluftEnvironmentParameter",
          "pressluftBackupParameter");

  private static final String KIND = "kind";

  private final Map<String, String> given;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private Map<String, Object> shown;

  Parameters(Map<String, String> given) {
    this.given = given;
    values.putAll(given);
  }

  /** {@code params}: live, and read-only as in Jenkins. */
  Map<String, Object> values() {
    if (shown == null) {
      shown = java.util.Collections.unmodifiableMap(values);
    }
    return shown;
  }

  static Map<String, Object> definition(String kind, Map<?, ?> arguments) {
    Map<String, Object> definition = new LinkedHashMap<>();
    arguments.forEach((name, value) -> definition.put(String.valueOf(name), value));
    definition.put(KIND, kind);
    return definition;
  }

  /** Reads a list of definitions; what was given must be among them and fit. */
  void declare(List<?> definitions) {
    Map<String, Object> known = new LinkedHashMap<>();
    for (Object each : definitions) {
      Map<?, ?> definition = each instanceof Map<?, ?> map ? map : Map.of();
      Object name = definition.get("name");
      Object kind = definition.get(KIND);
      if (name == null || kind == null) {
        throw new StepFailure(
            RunEnd.NOT_A_SCRIPT,
            "properties: a parameter is declared that is not known here; known are "
                + String.join(", ", KINDS.stream().sorted().toList())
                + ".");
      }
      known.put(name.toString(), value(name.toString(), kind.toString(), definition));
    }
    given.keySet().stream()
        .filter(name -> !known.containsKey(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new StepFailure(
                  RunEnd.NOT_A_SCRIPT,
                  "The Jenkinsfile declares no parameter "
                      + name
                      + "; it has "
                      + String.join(", ", known.keySet())
                      + ".");
            });
    values.putAll(known);
  }

  private Object value(String name, String kind, Map<?, ?> definition) {
    String text = given.get(name);
    Object preset = definition.get("defaultValue");
    switch (kind) {
      case "booleanParam":
        if (text != null && !text.equals("true") && !text.equals("false")) {
          throw new StepFailure(RunEnd.NOT_A_SCRIPT, name + " must be true or false.");
        }
        return text == null ? Boolean.TRUE.equals(preset) : Boolean.parseBoolean(text);
      case "choice":
        List<String> choices = choices(definition.get("choices"));
        if (text != null && !choices.contains(text)) {
          throw new StepFailure(
              RunEnd.NOT_A_SCRIPT, name + " must be one of " + String.join(", ", choices) + ".");
        }
        return text != null ? text : choices.isEmpty() ? "" : choices.get(0);
      default:
        return text != null ? text : preset == null ? "" : preset.toString();
    }
  }

  /** The list itself, or none. */
  static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /** The name of a definition; empty when it has none. */
  static String name(Object definition) {
    return definition instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : "";
  }

  private static List<String> choices(Object choices) {
    if (choices instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return choices == null ? List.of() : choices.toString().lines().toList();
  }
}
