package io.jenkins.plugins.pressluft.store;

import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StateMachinesInPostgresTest extends StateMachinesInTheDatabaseTest {
  @Override
  TestDatabase database(Path directory) {
    return TestDatabase.postgres();
  }

  @Override
  @Property(tries = 30)
  void illegalTransitionsCannotBeWritten(@ForAll("writes") List<Write> writes) throws Exception {
    super.illegalTransitionsCannotBeWritten(writes);
  }
}
