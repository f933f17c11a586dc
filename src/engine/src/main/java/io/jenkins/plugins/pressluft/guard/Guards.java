package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Every guard, in the contract's order: first what the caller may know (403, 404), then what stands
 * in the way (409). The first refusal counts. Malformed requests (400) never get here.
 */
public final class Guards {
  private static final List<Guard> ORDER =
      List.of(
          new CallerMay(),
          new BackupKnown(),
          new StillDeclared(),
          new KindSupported(),
          new ExpectedEnvironment(),
          new SiteNotHeld(),
          // Before the state: two requests at once get the same answer whether or not the first has
          // already begun, and it names the job to wait for.
          new NoMutationInProgress(),
          new NoCleanupInProgress(),
          new EnvironmentActive(),
          new NothingBroken(),
          new BackupOwned(),
          new BackupCompleted(),
          new BackupNotExpired(),
          new UndoPossible(),
          new SourceReachable(),
          new ReleaseKnown(),
          new ReleaseUsable(),
          new DestinationAllowed(),
          new Confirmed(),
          new OneTimeCodeValid(),
          new FullBackupFresh(),
          new StorageUsable());

  private Guards() {}

  /** Asks all of them, for a new request. */
  public static Optional<Refusal> check(Question question) {
    return ORDER.stream().flatMap(guard -> guard.check(question).stream()).findFirst();
  }

  /** Everything that stands in the way, for somebody who wants to know before they ask. */
  public static List<Refusal> all(Question question) {
    return ORDER.stream().flatMap(guard -> guard.check(question).stream()).toList();
  }

  /** Whether a refusal is a wrong one-time code, which is counted. */
  public static boolean isWrongOneTimeCode(Refusal refusal) {
    return refusal.code().equals(OneTimeCodeValid.INVALID);
  }

  /** What has to be typed to restore this backup into this environment. */
  public static String confirmationPhrase(Environment environment, UUID backupId) {
    return Confirmed.phrase(environment.spec(), backupId);
  }

  /** Whether the registry no longer declares the environment, its site or its node. */
  public static Optional<Refusal> undeclared(Transaction tx, Environment environment) {
    return StillDeclared.undeclared(tx, environment);
  }

  /** Whether a mutation of the environment is queued or running, and the refusal that says so. */
  public static Optional<Refusal> mutationInProgress(Transaction tx, Environment environment) {
    return NoMutationInProgress.inProgress(tx, environment);
  }

  /** Asks again what may have changed since a job was accepted; the code is how the job ends. */
  public static Optional<Map.Entry<ErrorCode, Refusal>> checkAtStart(
      Question question, boolean firstAttempt) {
    for (Guard guard : ORDER) {
      Optional<ErrorCode> code = guard.atStart(firstAttempt);
      Optional<Refusal> refusal = code.flatMap(any -> guard.check(question));
      if (refusal.isPresent()) {
        return Optional.of(Map.entry(code.orElseThrow(), refusal.get()));
      }
    }
    return Optional.empty();
  }
}
