package io.jenkins.plugins.pressluft.job;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The job columns and event payloads that are JSON. */
final class Json {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** An object of these names and values; null values are left out. */
  static String object(Object... pairs) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1] != null) {
        object.put((String) pairs[i], pairs[i + 1]);
      }
    }
    return text(object);
  }
}
