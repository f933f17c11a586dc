package io.jenkins.plugins.pressluft.store;

class OverviewOnPostgresTest extends OverviewTest {
  @Override
  TestDatabase database() {
    return TestDatabase.ownPostgres();
  }
}
