package io.jenkins.plugins.pressluft.plugin.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.registry.RegistryException;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryDocumentTest {
  private static final String GOOD =
      """
      # ours
      version: 1
      nodes: {here: {connection: local}}
      """;

  @TempDir private Path directory;
  private final AtomicInteger readings = new AtomicInteger();
  private Path file;
  private RegistryDocument document;

  @BeforeEach
  void open() {
    file = directory.resolve("pressluft/pressluft.yml");
    document = new RegistryDocument(file, readings::incrementAndGet);
  }

  @Test
  void saysThatNothingIsDeclaredWhereThereIsNoFile() {
    assertThat(document.text()).isEqualTo("version: 1\n");
    assertThat(RegistryDocument.problems(document.text())).isEmpty();
  }

  @Test
  void keepsTheTextAsItWasTypedButForItsLineEnds() throws IOException {
    document.replace(GOOD.strip().replace("\n", "\r\n"));

    assertThat(Files.readString(file)).isEqualTo(GOOD);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(readings).hasValue(1);
  }

  @Test
  void aMistakeChangesNothing() throws IOException {
    document.replace(GOOD);

    assertThatThrownBy(() -> document.replace(GOOD.replace("local", "locally")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(
            "line 3, nodes.here.connection: \"locally\" is not one of local, ssh");
    assertThatThrownBy(() -> document.replace(" "))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("version: 1");
    assertThat(Files.readString(file)).isEqualTo(GOOD);
    assertThat(readings).hasValue(1);
    try (var left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void whatIsDeclaredAlreadyKeepsItsRemarks() throws IOException {
    document.replace(GOOD);

    document.declare(
        tree(Map.of("version", "1", "nodes", Map.of("here", Map.of("connection", "local")))));

    assertThat(Files.readString(file)).isEqualTo(GOOD);
  }

  @Test
  void whatIsDeclaredAnewReplacesTheText() throws IOException {
    document.replace(GOOD);
    RegistryTree other =
        tree(Map.of("version", "1", "nodes", Map.of("there", Map.of("connection", "local"))));

    document.declare(other);

    assertThat(Files.readString(file)).isEqualTo(other.text()).doesNotContain("# ours");
    assertThat(RegistryTree.of(document.text()).values()).isEqualTo(other.values());
    assertThat(readings).hasValue(2);
  }

  @Test
  void aFileThatIsBrokenIsReplacedByWhatIsDeclared() throws IOException {
    Files.createDirectory(file.getParent());
    Files.writeString(file, "version: 7\n\tbroken");
    RegistryTree tree = tree(Map.of("version", 1));

    document.declare(tree);

    assertThat(Files.readString(file)).isEqualTo("version: 1\n");
  }

  private static RegistryTree tree(Map<String, Object> values) {
    return RegistryTree.of(values, keys -> 0);
  }
}
