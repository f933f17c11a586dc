package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.store.OneTimeCodes;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The one-time code of now came along, where the environment declares a seed: not a used one, and
 * not after too many wrong ones. Without a seed to compare with, nothing is let through.
 */
final class OneTimeCodeValid implements Guard {
  /** The refusal that is counted. */
  static final String INVALID = "otp_invalid";

  @Override
  public Optional<Refusal> check(Question question) {
    Environment environment = question.environment();
    Secret secret = environment.spec().oneTimeCode();
    if (question.type() != JobType.ENV_RESTORE || secret == null) {
      return Optional.empty();
    }
    OneTimeCodes codes = question.tx().oneTimeCodes();
    Optional<Instant> locked = codes.lockedUntil(secret);
    if (locked.isPresent()) {
      return Optional.of(locked(environment, locked.get(), question.tx().now()));
    }
    OneTimeCode code = question.oneTimeCode();
    if (code == null || !code.isGiven()) {
      return Optional.of(
          Refusal.conflict(
              "otp_required",
              environment.slugPath() + " asks for a one-time code; send the six digits as otp."));
    }
    if (!code.isSeedUsable() || !secret.equals(code.secret())) {
      return Optional.of(
          Refusal.conflict(
              "conflict",
              "The one-time code cannot be checked: the secret "
                  + secret.name()
                  + " is missing, or is no Base32 text of at least 16 bytes; ask whoever runs"
                  + " Pressluft to set it right."));
    }
    if (code.step() == null) {
      return Optional.of(
          invalid(
              "That is not the one-time code of now; wait for the next one and"
                  + " check the clock of the device that shows it.",
              codes,
              secret));
    }
    return code.step() > codes.lastStep(secret)
        ? Optional.empty()
        : Optional.of(
            invalid("This one-time code was used already; wait for the next one.", codes, secret));
  }

  private static Refusal invalid(String sentence, OneTimeCodes codes, Secret secret) {
    return Refusal.conflict(
        INVALID, sentence, Map.of("attempts_left", Math.max(0, codes.attemptsLeft(secret) - 1)));
  }

  private static Refusal locked(Environment environment, Instant until, Instant now) {
    long minutes = Math.max(1, (Duration.between(now, until).toSeconds() + 59) / 60);
    return Refusal.conflict(
        "otp_locked",
        "Too many wrong one-time codes for "
            + environment.slugPath()
            + "; none is checked before "
            + until
            + ". Try again in "
            + minutes
            + (minutes == 1 ? " minute." : " minutes."),
        Map.of("until", until.toString()));
  }
}
