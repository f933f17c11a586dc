package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.RestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Follows docs/runbook.md word for word; only the values of its assignments are the lab's. */
class RunbookTest {
  private static final Path PAGE = Path.of("../../docs/runbook.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh ?(\\w*)\\n(.*?)^```$");

  private House house;

  @BeforeEach
  void open() {
    LabHost lab = LabHost.start(LabOptions.temporary().withEnvironments(House.ENVIRONMENT));
    house = House.open(lab, RegistryFile.local(lab));
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void restoresASiteFromWhatWasDownloadedAndGoesBack() throws Exception {
    String content = house.site().contentHash();
    String before = house.site().databaseChecksum();
    String backup = house.backup("full");
    damage();
    assertThat(house.site().get("").status()).isNotEqualTo(200);
    String broken = house.site().treeHash();

    String said = follow(backup, Set.of("", "download"));

    assertThat(said).contains("database.sql.zst: OK", "files.tar.zst: OK");
    assertThat(house.site().get("").body()).contains("The harbour in November");
    assertThat(house.site().liveDatabase()).isEqualTo("wp_by_hand");
    assertThat(house.site().databaseChecksum()).isEqualTo(before);
    assertThat(house.site().contentHash()).isEqualTo(content);

    // Pressluft goes on with what it finds: a backup, and a restore of it.
    house.restored(house.backup("full"), Map.of());
    assertThat(house.site().databaseChecksum()).isEqualTo(before);

    run(backup, Set.of("back"));
    assertThat(house.site().treeHash()).isEqualTo(broken);
  }

  @Test
  void restoresFromTheStorageASiteThatPressluftRestoredBeforeAndWithoutItsServer()
      throws Exception {
    house.restored(house.backup("full"), Map.of());
    String before = house.site().databaseChecksum();
    String backup = house.backup("full");
    Path artifact = house.artifact(backup);
    damage();
    house.server().kill();

    follow(backup, artifact.getParent(), Set.of("", "storage"));

    assertThat(house.site().get("").body()).contains("The harbour in November");
    assertThat(house.site().databaseChecksum()).isEqualTo(before);
    house.server().start();
    assertThat(
            house
                .rest()
                .succeeded(
                    house
                        .rest()
                        .post(RestClient.environment(House.ENVIRONMENT, "health"), Map.of())
                        .jobId(),
                    House.LIMIT)
                .at("/result/health/healthy")
                .asBoolean())
        .isTrue();
  }

  @Test
  void stopsAtAPartThatIsNotWhole() throws Exception {
    String backup = house.backup("full");
    Path part = house.artifact(backup).resolve("database.sql.zst");
    byte[] bytes = Files.readAllBytes(part);
    bytes[bytes.length / 2] ^= 1;
    Files.write(part, bytes);
    String tree = house.site().treeHash();

    Said said = say(backup, house.artifact(backup).getParent(), Set.of("", "storage"));

    assertThat(said.exit()).isNotZero();
    assertThat(said.text()).contains("database.sql.zst: FAILED");
    assertThat(house.site().treeHash()).isEqualTo(tree);
    assertThat(house.databases()).doesNotContain("wp_by_hand");
  }

  private void damage() {
    house.site().deletePost(house.site().posts().get(0));
    house.site().overwriteUpload(house.site().upload(), "spoilt".getBytes(StandardCharsets.UTF_8));
    house.site().dropTable("options");
  }

  private String follow(String backup, Set<String> kinds) throws Exception {
    return follow(backup, Path.of("/nowhere"), kinds);
  }

  private String follow(String backup, Path storage, Set<String> kinds) throws Exception {
    Said said = say(backup, storage, kinds);
    assertThat(said.exit()).as(said.text()).isZero();
    return said.text();
  }

  private String run(String backup, Set<String> kinds) throws Exception {
    return follow(backup, Path.of("/nowhere"), kinds);
  }

  private record Said(int exit, String text) {}

  /** Runs the page's commands of these kinds, and the assignments of step 1 before them. */
  private Said say(String backup, Path storage, Set<String> kinds) throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      if (blocks.isEmpty() || kinds.contains(matcher.group(1))) {
        blocks.add(matcher.group(2));
      }
    }
    assertThat(blocks).hasSizeGreaterThan(1);
    String script = String.join("\n", blocks);
    Map<String, String> values =
        Map.of(
            "SITE", house.site().path().toString(),
            "BACKUP", backup,
            "WORK", house.lab().directory().resolve("by-hand").toString(),
            "DATABASE", "wp_by_hand",
            "MARIADB",
                "\"" + String.join(" ", house.lab().database().clientWords("mariadb")) + "\"",
            "PHP_RELOAD", "true",
            "PAGE", house.site().url(),
            "PRESSLUFT", house.server().url(),
            "TOKEN", house.server().tokenFile().toString(),
            "STORAGE", storage.toString());
    for (Map.Entry<String, String> value : values.entrySet()) {
      script =
          script.replaceFirst(
              "(?m)^" + value.getKey() + "=(\"[^\"]*\"|\\S*)",
              Matcher.quoteReplacement(value.getKey() + "=" + value.getValue()));
    }
    return bash(script);
  }

  private static Said bash(String script) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-s").redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Said(process.exitValue(), text);
  }
}
