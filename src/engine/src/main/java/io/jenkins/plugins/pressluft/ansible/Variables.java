package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.model.WireName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Extra-vars as text. It is JSON, except that a text with template marks is tagged {@code !unsafe}:
 * Ansible would evaluate it otherwise, and a backup's message would run commands on the controller.
 */
final class Variables {
  private final Function<Secret, String> secrets;
  private final Function<PrivateText, String> files;
  private final Function<Path, String> paths;
  private final Consumer<String> hide;
  private final StringBuilder text = new StringBuilder();

  private Variables(
      Function<Secret, String> secrets,
      Function<PrivateText, String> files,
      Function<Path, String> paths,
      Consumer<String> hide) {
    this.secrets = secrets;
    this.files = files;
    this.paths = paths;
    this.hide = hide;
  }

  /**
   * The file's text: one key {@code pressluft} over these variables, secrets resolved.
   *
   * @param files keeps a private text for the run and says where it will be
   * @param paths where a file of this machine is on the machine of the run
   * @param hide is told each text that is made of secrets and must not be seen either
   */
  static String file(
      Map<String, Object> variables,
      Function<Secret, String> secrets,
      Function<PrivateText, String> files,
      Function<Path, String> paths,
      Consumer<String> hide) {
    Variables file = new Variables(secrets, files, paths, hide);
    file.value(Map.of("pressluft", variables));
    return file.text.append('\n').toString();
  }

  private void value(Object value) {
    if (value == null || value instanceof Boolean || value instanceof Number) {
      text.append(value);
    } else if (value instanceof Secret secret) {
      string(secrets.apply(secret));
    } else if (value instanceof DerivedText derived) {
      List<String> made = derived.make().apply(derived.from().stream().map(secrets).toList());
      made.forEach(hide);
      string(made.get(0));
    } else if (value instanceof PrivateText file) {
      string(files.apply(file));
    } else if (value instanceof Path path) {
      string(paths.apply(path));
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else if (value instanceof Collection<?> list) {
      list(list);
    } else if (value instanceof WireName wire) {
      string(wire.wire());
    } else if (value instanceof CharSequence || value instanceof UUID || value instanceof Instant) {
      string(value.toString());
    } else {
      throw new IllegalArgumentException("no extra-var: " + value.getClass());
    }
  }

  private void map(Map<?, ?> map) {
    text.append('{');
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      text.append(quoted((String) entry.getKey())).append(": ");
      value(entry.getValue());
      text.append(entries.hasNext() ? ", " : "");
    }
    text.append('}');
  }

  private void list(Collection<?> list) {
    text.append('[');
    Iterator<?> values = list.iterator();
    while (values.hasNext()) {
      value(values.next());
      text.append(values.hasNext() ? ", " : "");
    }
    text.append(']');
  }

  private void string(String value) {
    text.append(value.contains("{") ? "!unsafe " : "").append(quoted(value));
  }

  /**
   * A text as both JSON and YAML read it: only escapes that both know, and characters beyond the
   * basic plane as they are, since YAML joins no surrogates.
   */
  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (c < 0x20
                      || (c >= 0x7f && c <= 0xa0)
                      || c == 0x2028
                      || c == 0x2029
                      || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                      || (c >= 0xfff0 && c <= 0xffff)
                      || c == 0xfeff) {
                    quoted.append(
                        String.format(
                            "\\u%04x",
                            c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                ? 0xfffd
                                : c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
