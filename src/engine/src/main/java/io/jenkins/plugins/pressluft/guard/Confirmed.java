package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.JobType;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The phrase was typed, where one is given or the environment is protected. */
final class Confirmed implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    if (question.type() != JobType.ENV_RESTORE) {
      return Optional.empty();
    }
    Environment environment = question.environment();
    String phrase = phrase(environment.spec(), question.backupId());
    if (question.confirmation() == null) {
      return environment.spec().protectedEnvironment()
          ? Optional.of(
              Refusal.conflict(
                  "confirmation_required",
                  environment.slugPath()
                      + " is protected; type \""
                      + phrase
                      + "\" as the confirmation.",
                  Map.of("phrase", phrase)))
          : Optional.empty();
    }
    return question.confirmation().equals(phrase)
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "confirmation_mismatch",
                "The confirmation is not \"" + phrase + "\"; type it exactly.",
                Map.of("phrase", phrase)));
  }

  /** What has to be typed. */
  static String phrase(Environment.Spec spec, UUID backupId) {
    String template =
        spec.confirmationTemplate() == null ? "RESTORE {backupId}" : spec.confirmationTemplate();
    return template.replace("{backupId}", String.valueOf(backupId));
  }
}
