package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.local.cli.Terminal;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code pressluft serve} says about a state's database that it cannot use. */
class ServeDatabaseTest {
  /** Nobody listens there. */
  private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/pressluft";

  @TempDir Path directory;
  private final StringWriter err = new StringWriter();

  private int serve(String... options) {
    List<String> words =
        new ArrayList<>(List.of("serve", "--home", directory.toString(), "--port", "0"));
    words.addAll(List.of(options));
    return Main.run(
        new Terminal(
            new BufferedReader(new StringReader("")),
            new PrintWriter(new StringWriter(), true),
            new PrintWriter(err, true),
            false,
            false,
            false,
            Map.of()),
        words.toArray(new String[0]));
  }

  private void secret(String name, String mode) throws Exception {
    Path file = Files.createDirectories(directory.resolve("secrets")).resolve(name);
    Files.writeString(file, "hunter2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aPasswordInTheAddressIsRefusedAndNotRepeated() {
    assertThat(serve("--database", NOWHERE + "?user=p&password=hunter2")).isEqualTo(1);
    assertThat(err.toString()).contains("must not hold a password").doesNotContain("hunter2");
  }

  @Test
  void anAddressOfSomethingElseIsRefused() {
    assertThat(serve("--database", "jdbc:mysql://127.0.0.1/p")).isEqualTo(1);
    assertThat(err.toString()).contains("jdbc:postgresql:");
  }

  @Test
  void aSecretThatIsNotThereOrThatOthersCanReadIsRefused() throws Exception {
    assertThat(serve("--database", NOWHERE, "--database-secret", "state")).isEqualTo(1);
    assertThat(err.toString())
        .contains("There is no secret \"state\"")
        .contains(directory.resolve("secrets/state").toString());
    secret("state", "rw-r-----");
    assertThat(serve("--database", NOWHERE, "--database-secret", "state")).isEqualTo(1);
    assertThat(err.toString()).contains("can be read by others").doesNotContain("hunter2");
  }

  @Test
  void aDatabaseThatCannotBeReachedIsASentence() throws Exception {
    secret("database", "rw-------");
    assertThat(serve("--database", NOWHERE, "--database-user", "pressluft")).isEqualTo(1);
    assertThat(err.toString())
        .contains("error: The database pressluft at 127.0.0.1 port 1 cannot be reached")
        .doesNotContain("hunter2")
        .doesNotContain("\tat ");
    assertThat(directory.resolve("pressluft.db")).doesNotExist();
    assertThat(directory.resolve("server.url")).doesNotExist();
  }

  @Test
  void theOtherOptionsMeanNothingWithoutTheAddress() {
    assertThat(serve("--database-user", "pressluft")).isNotZero();
    assertThat(err.toString()).contains("--database");
  }
}
