package io.jenkins.plugins.pressluft.plugin.config;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.pressluft.plugin.DatabaseSource;
import io.jenkins.plugins.pressluft.store.Database;
import java.nio.file.Path;

/** Gives the engine the database that is configured, or else a file of this controller. */
@Extension
public final class ControllerDatabase implements DatabaseSource {
  private volatile StateDatabase given;

  /** The one of this controller. */
  static ControllerDatabase get() {
    return ExtensionList.lookupSingleton(ControllerDatabase.class);
  }

  @Override
  public Database database(Path home) {
    StateDatabase configured = PressluftConfiguration.get().getDatabase();
    given = configured;
    return configured == null ? Database.file(home.resolve("pressluft.db")) : configured.open();
  }

  /** Whether the engine was last told to open this one. */
  boolean wasGiven(StateDatabase configured) {
    return StateDatabase.same(given, configured);
  }
}
