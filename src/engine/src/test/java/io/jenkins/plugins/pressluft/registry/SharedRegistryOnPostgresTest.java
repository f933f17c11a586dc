package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.store.TestDatabase;

class SharedRegistryOnPostgresTest extends SharedRegistryTest {
  @Override
  TestDatabase database() {
    return TestDatabase.postgres();
  }
}
