package io.jenkins.plugins.pressluft.pipeline;

import java.util.Locale;

/**
 * One named parameter of a step.
 *
 * @param name as a Jenkinsfile writes it, for example {@code preBackup}
 * @param isFlag whether it is true or false; everything else is a text
 * @param isRequired whether the step cannot do without it
 */
public record StepParameter(String name, boolean isFlag, boolean isRequired) {
  static StepParameter text(String name) {
    return new StepParameter(name, false, false);
  }

  static StepParameter required(String name) {
    return new StepParameter(name, false, true);
  }

  static StepParameter flag(String name) {
    return new StepParameter(name, true, false);
  }

  /** The name of the contract's field, for example {@code pre_backup}. */
  public String wire() {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
