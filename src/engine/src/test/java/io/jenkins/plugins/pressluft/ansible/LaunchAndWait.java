package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Node;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A process that launches a playbook, prints its handle and waits to be killed. */
final class LaunchAndWait {
  private LaunchAndWait() {}

  public static void main(String[] args) throws InterruptedException {
    LocalPlaybookLauncher launcher =
        new LocalPlaybookLauncher(
            Path.of(args[0]), Path.of(args[1]), s -> Optional.empty(), args[2], Clock.systemUTC());
    System.out.println(
        launcher.launch(new Launch(UUID.randomUUID(), args[3], localNode(), Map.of())));
    Thread.sleep(60_000);
  }

  static Node localNode() {
    return new Node(
        UUID.randomUUID(),
        "here",
        new Node.Spec(Node.Connection.LOCAL, null, null, null, null, null, false, null),
        true,
        Instant.EPOCH,
        Instant.EPOCH,
        1);
  }
}
