package io.jenkins.plugins.pressluft.registry;

/**
 * One thing that is wrong with the registry file.
 *
 * @param line counted from 1; 0 where the file as a whole is meant
 * @param path the keys that lead there, joined by dots; empty for the whole file
 * @param message what is wrong and what is allowed, without control characters
 */
public record Problem(int line, String path, String message) {
  /** One line for people: {@code line 14, sites.acme.primary: …}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (line > 0) {
      text.append("line ").append(line);
    }
    if (!path.isEmpty()) {
      text.append(text.isEmpty() ? "" : ", ").append(path);
    }
    return text.append(text.isEmpty() ? "" : ": ").append(message).toString();
  }
}
