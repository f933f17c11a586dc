package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.store.TestDatabase;

class SeveralControllersOnPostgresTest extends SeveralControllersTest {
  @Override
  TestDatabase database() {
    return TestDatabase.postgres();
  }
}
