package io.jenkins.plugins.pressluft.plugin.step;

import hudson.model.Run;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * A build that keeps a site, as the hold names it. Controllers that share a database must not give
 * back each other's holds, so the controller is part of the name.
 *
 * @param build Jenkins' own name of the build, for example {@code shop/deploy#7}
 * @param controller a few letters that differ between controllers
 */
record Holder(String build, String controller) {
  private static final String MIDDLE = " on controller ";
  private static final int LETTERS = 8;

  static Holder of(Run<?, ?> run) {
    return new Holder(run.getExternalizableId(), here());
  }

  /** The build that a hold names; empty when it is none of this controller. */
  static Optional<Holder> ofThisController(String text) {
    int at = text.lastIndexOf(MIDDLE);
    return at > 0 && text.substring(at + MIDDLE.length()).equals(here())
        ? Optional.of(new Holder(text.substring(0, at), here()))
        : Optional.empty();
  }

  String text() {
    return build + MIDDLE + controller;
  }

  /** Whether the build still runs, or will go on. */
  boolean isAlive() {
    Run<?, ?> run = Run.fromExternalizableId(build);
    return run != null && run.isBuilding();
  }

  private static String here() {
    return Jenkins.get().getLegacyInstanceId().substring(0, LETTERS);
  }
}
