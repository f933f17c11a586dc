package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.Optional;

/** The registry still declares the environment, its site and its node. */
final class StillDeclared implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    return undeclared(question.tx(), question.environment());
  }

  /** The refusal when one of the three is no longer declared. */
  static Optional<Refusal> undeclared(Transaction tx, Environment environment) {
    Site site = tx.sites().byId(environment.siteId()).orElseThrow();
    Node node = tx.nodes().byId(environment.nodeId()).orElseThrow();
    String gone =
        !environment.declared()
            ? "environment " + environment.slugPath()
            : !site.declared()
                ? "site " + site.slug()
                : !node.declared() ? "node " + node.name() : null;
    return gone == null
        ? Optional.empty()
        : Optional.of(
            Refusal.conflict(
                "conflict",
                "The registry no longer declares the "
                    + gone
                    + "; declare it again before anything is changed there."));
  }

  @Override
  public Optional<ErrorCode> atStart(boolean firstAttempt) {
    return Optional.of(ErrorCode.NOT_DECLARED);
  }
}
