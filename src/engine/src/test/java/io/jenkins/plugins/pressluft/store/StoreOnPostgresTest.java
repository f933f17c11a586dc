package io.jenkins.plugins.pressluft.store;

class StoreOnPostgresTest extends StoreTest {
  @Override
  TestDatabase database() {
    return TestDatabase.postgres();
  }
}
