package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.store.TestDatabase;
import java.nio.file.Path;

class CleanupOnPostgresTest extends CleanupTest {
  @Override
  House house(Path home) {
    return new House(home, TestDatabase.postgres());
  }
}
