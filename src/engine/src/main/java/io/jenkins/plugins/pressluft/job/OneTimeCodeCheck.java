package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.guard.OneTimeCode;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Secret;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the one-time code of a request with the environment's seed. This happens before the
 * request's transaction, so that a slow place for secrets holds up nobody; whether the code counts
 * is the guard's to say, inside it.
 */
final class OneTimeCodeCheck {
  private static final Logger LOG = LoggerFactory.getLogger(OneTimeCodeCheck.class);

  private final Ledger ledger;
  private final SecretSource secrets;
  private final Clock clock;

  OneTimeCodeCheck(Ledger ledger, SecretSource secrets, Clock clock) {
    this.ledger = ledger;
    this.secrets = secrets;
    this.clock = clock;
  }

  /** What became of the request's code; null when the request is one that needs none. */
  OneTimeCode of(Caller caller, JobRequest request) {
    UUID id;
    String code;
    if (request instanceof RestoreRequest restore) {
      id = restore.environmentId();
      code = restore.otp();
    } else if (request instanceof UndoRequest undo) {
      id = undo.environmentId();
      code = undo.otp();
    } else {
      return null;
    }
    Secret secret =
        id == null
            ? null
            : ledger
                .read(tx -> tx.environments().byId(id))
                .map(Environment::spec)
                .map(Environment.Spec::oneTimeCode)
                .orElse(null);
    if (secret == null) {
      return null;
    }
    boolean given = code != null && !code.isBlank();
    Optional<Totp> seed = given ? seed(secret, caller) : Optional.empty();
    Long step = seed.flatMap(totp -> totp.step(code.strip(), clock.instant())).orElse(null);
    return new OneTimeCode(secret, given, seed.isPresent(), step);
  }

  private Optional<Totp> seed(Secret secret, Caller caller) {
    try {
      return secrets.value(secret, caller.askedIn()).flatMap(Totp::of);
    } catch (LaunchException e) {
      LOG.warn("One-time codes cannot be checked: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
