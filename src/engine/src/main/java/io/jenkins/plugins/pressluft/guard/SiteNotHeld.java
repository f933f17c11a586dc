package io.jenkins.plugins.pressluft.guard;

import io.jenkins.plugins.pressluft.model.SiteHold;
import java.util.Map;
import java.util.Optional;

/**
 * Nobody keeps the site for a sequence of jobs, or the caller works in that sequence. It is about
 * the asking: a job that was accepted before the site was held runs, and the holder waits for it.
 */
final class SiteNotHeld implements Guard {
  @Override
  public Optional<Refusal> check(Question question) {
    return question
        .tx()
        .holds()
        .ofSite(question.environment().siteId())
        .filter(hold -> !question.caller().holds().contains(hold.id()))
        .map(SiteNotHeld::refusal);
  }

  private static Refusal refusal(SiteHold hold) {
    return Refusal.conflict(
        "site_held",
        "The site is kept for "
            + hold.holder()
            + ", asked for by "
            + hold.heldBy()
            + "; wait until that has ended, or abort it.",
        Map.of("hold_id", hold.id().toString(), "holder", hold.holder()));
  }
}
