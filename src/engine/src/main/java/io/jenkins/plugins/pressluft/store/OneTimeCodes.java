package io.jenkins.plugins.pressluft.store;

import io.jenkins.plugins.pressluft.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Which one-time codes were used, and how often somebody got one wrong. Kept by the name of the
 * seed's secret: environments that share a seed share what was used and what was tried.
 */
public final class OneTimeCodes {
  /** How many wrong codes lock. */
  public static final int MAX_FAILURES = 5;

  /** Within which they lock: as long as so many were wrong in so short a time. */
  public static final Duration WINDOW = Duration.ofMinutes(15);

  private final Handle handle;
  private final Transaction tx;

  OneTimeCodes(Handle handle, Transaction tx) {
    this.handle = handle;
    this.tx = tx;
  }

  /** The last time step whose code was accepted; -1 when none ever was. */
  public long lastStep(Secret secret) {
    return Sql.one(
            handle,
            "SELECT last_step FROM one_time_code WHERE secret = :secret",
            Sql.row("secret", secret.name()),
            (rs, context) -> rs.getLong(1))
        .orElse(-1L);
  }

  /** How many more wrong codes are taken before the lock, at least zero. */
  public int attemptsLeft(Secret secret) {
    return Math.max(0, MAX_FAILURES - failures(secret).size());
  }

  /** Until when nothing is checked any more; empty when it is not locked. */
  public Optional<Instant> lockedUntil(Secret secret) {
    List<Instant> failures = failures(secret);
    return failures.size() < MAX_FAILURES
        ? Optional.empty()
        : Optional.of(failures.get(MAX_FAILURES - 1).plus(WINDOW));
  }

  /** A wrong code was sent. Older failures than those that can lock are forgotten. */
  public void failed(Secret secret, String who) {
    Sql.execute(
        handle,
        "DELETE FROM one_time_code_failure WHERE secret = :secret AND at <= :old",
        Sql.row("secret", secret.name(), "old", tx.now().minus(WINDOW)));
    Sql.insert(
        handle,
        "one_time_code_failure",
        Sql.row("secret", secret.name(), "at", tx.now(), "who", who));
  }

  /**
   * The code of a step was accepted: it and all before it are used up, and what failed is
   * forgotten.
   *
   * @throws IllegalStateException when it, or a later one, was used before
   */
  public void used(Secret secret, long step) {
    int changed =
        Sql.execute(
            handle,
            "INSERT INTO one_time_code (secret, last_step) VALUES (:secret, :step)"
                + " ON CONFLICT (secret) DO UPDATE SET last_step = excluded.last_step"
                + " WHERE one_time_code.last_step < excluded.last_step",
            Sql.row("secret", secret.name(), "step", step));
    if (changed != 1) {
      throw new IllegalStateException("a one-time code was used twice");
    }
    Sql.execute(
        handle,
        "DELETE FROM one_time_code_failure WHERE secret = :secret",
        Sql.row("secret", secret.name()));
  }

  /** The newest ones first. */
  private List<Instant> failures(Secret secret) {
    return Sql.list(
        handle,
        "SELECT at FROM one_time_code_failure WHERE secret = :secret AND at > :old"
            + " ORDER BY at DESC",
        Sql.row("secret", secret.name(), "old", tx.now().minus(WINDOW)),
        (rs, context) -> Sql.instant(rs, "at"));
  }
}
