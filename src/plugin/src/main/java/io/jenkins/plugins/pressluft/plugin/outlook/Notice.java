package io.jenkins.plugins.pressluft.plugin.outlook;

import jenkins.management.Badge;

/**
 * Something that a link in Jenkins says beside its name.
 *
 * @param text a number, short
 * @param sentence of what, on hover
 * @param urgent whether somebody has to look at it now
 */
public record Notice(String text, String sentence, boolean urgent) {
  /** As Jenkins shows it. */
  public Badge badge() {
    return new Badge(text, sentence, urgent ? Badge.Severity.DANGER : Badge.Severity.WARNING);
  }
}
