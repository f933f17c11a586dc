package io.jenkins.plugins.pressluft.plugin.parameter;

/**
 * One choice of a parameter.
 *
 * @param value what the build gets
 * @param text what a person reads
 */
public record Choice(String value, String text) {
  /** For pages, which read values by this name. */
  public String getValue() {
    return value;
  }

  /** For pages. */
  public String getText() {
    return text;
  }
}
