package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AnySequenceOnPostgresTest extends AnySequenceTest {
  @Override
  House house(Path home) {
    return new House(home, TestDatabase.postgres());
  }

  @Override
  @Property(tries = 20)
  void theRowsAgreeAfterEveryStep(@ForAll("steps") List<Step> steps) throws IOException {
    super.theRowsAgreeAfterEveryStep(steps);
  }
}
