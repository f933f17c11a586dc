package io.jenkins.plugins.pressluft.lab.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.ObjectStorage;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.RestClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Deploys from an object storage: from where the registry allows it, with a checksum, and without
 * the node or any record ever seeing a key.
 */
class ObjectSourceTest {
  private static final Path PROGRAM = Path.of("target/objects/s3proxy.jar").toAbsolutePath();

  private static House house;
  private static ObjectStorage objects;
  private static Releases releases;
  private static String checksum;

  @BeforeAll
  static void open() throws IOException {
    LabHost lab = LabHost.start(LabOptions.temporary().withEnvironments(House.ENVIRONMENT));
    objects = ObjectStorage.start(lab, PROGRAM, "code");
    RegistryFile registry =
        RegistryFile.local(lab)
            .storage("releases", bucket("good-secret", "site/"))
            .storage("misplaced", bucket("wrong-secret", "wrong/"))
            .storage("foreign", bucket("good-secret", "foreign/"))
            .secret("access", ObjectStorage.ACCESS_KEY)
            .secret("good-secret", ObjectStorage.SECRET_KEY)
            .secret("wrong-secret", "not-the-key-of-this-storage")
            .with(House.ENVIRONMENT, "deploy_storages", "[releases, misplaced]");
    house = House.open(lab, registry);
    releases = new Releases(house);
    Path archive = releases.marked("from-objects");
    checksum = "sha256:" + Sha256.of(archive);
    for (String key :
        new String[] {"site/one.tar.zst", "wrong/one.tar.zst", "foreign/one.tar.zst"}) {
      objects.put(archive, "code", key);
    }
    deployed(Map.of("source_ref", releases.marked("first").toString()));
  }

  private static String bucket(String secret, String prefix) {
    return ("{type: s3, endpoint: \"%s\", region: eu-central-1, bucket: code, prefix: %s, path_style: true,"
            + " access_key: {secret: access}, secret_key: {secret: %s}}")
        .formatted(objects.url(), prefix, secret);
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @AfterEach
  void recordLinkAndPageAgree() throws IOException {
    house.awaitIdle();
    Agreement.holds(house);
  }

  private static RestClient.Reply ask(Map<String, String> source) {
    Map<String, String> body = new HashMap<>(source);
    body.put("source_type", "upload");
    return house.rest().post(RestClient.environment(House.ENVIRONMENT, "deploy"), body);
  }

  private static JsonNode deployed(Map<String, String> source) {
    return house.rest().succeeded(ask(source).jobId(), House.LIMIT);
  }

  private static JsonNode failed(Map<String, String> source) {
    JsonNode job = house.rest().awaitJob(ask(source).jobId(), House.LIMIT);
    assertThat(job.path("status").asString()).as(job.toString()).isEqualTo("failed");
    assertThat(job.path("attempt_count").asInt()).isEqualTo(1);
    return job;
  }

  private static boolean serves(String name) {
    return house.site().get("").body().contains(Releases.mark(name));
  }

  @Test
  void anArchiveIsDeployedByAnAddressThatNobodyEverSees() throws IOException {
    JsonNode job =
        deployed(Map.of("source_ref", "s3://code/site/one.tar.zst", "checksum", checksum));

    assertThat(job.at("/result/deploy/checksum").asString()).isEqualTo(checksum);
    assertThat(serves("from-objects")).isTrue();
    assertThat(Agreement.current(house).path("source_ref").asString())
        .isEqualTo("s3://code/site/one.tar.zst");
    Path runs = house.server().home().resolve("runs");
    House.await("the end of the run's directory", () -> runs.toFile().list().length == 0);
    // Neither the signature nor a key is in any file of the controller but the secrets themselves,
    // and nothing of them came to the node's own files.
    for (Path root :
        new Path[] {house.server().home(), house.site().path().resolve(".pressluft")}) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file :
            files
                .filter(Files::isRegularFile)
                .filter(path -> !path.startsWith(house.server().home().resolve("secrets")))
                .filter(path -> !path.startsWith(house.server().home().resolve("ansible")))
                .toList()) {
          String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
          assertThat(text.contains("X-Amz-Signature=")).as(file.toString()).isFalse();
          assertThat(text.contains(ObjectStorage.SECRET_KEY)).as(file.toString()).isFalse();
          assertThat(text.contains(ObjectStorage.ACCESS_KEY)).as(file.toString()).isFalse();
        }
      }
    }
  }

  @Test
  void anotherArchiveThanTheOneThatWasMeantIsRefused() {
    JsonNode job =
        failed(
            Map.of(
                "source_ref",
                "s3://code/site/one.tar.zst",
                "checksum",
                "sha256:" + "0".repeat(64)));
    assertThat(job.path("error_code").asString()).isEqualTo("CHECKSUM_MISMATCH");
  }

  @Test
  void whatIsNotThereOrMayNotBeReadIsRefusedWithoutTheAddress() {
    for (String source :
        new String[] {"s3://code/site/none.tar.zst", "s3://code/wrong/one.tar.zst"}) {
      JsonNode job = failed(Map.of("source_ref", source));
      assertThat(job.path("error_code").asString()).isEqualTo("SOURCE_NOT_FOUND");
      assertThat(job.toString()).doesNotContain("X-Amz");
    }
  }

  @Test
  void bucketsAndPrefixesThatTheEnvironmentMayNotUseAreRefusedAtOnce() {
    for (String source :
        new String[] {
          "s3://code/foreign/one.tar.zst", "s3://other/site/one.tar.zst", "s3://code/one.tar.zst"
        }) {
      RestClient.Reply reply = ask(Map.of("source_ref", source));
      assertThat(reply.status()).as(source).isEqualTo(409);
      assertThat(reply.code()).isEqualTo("conflict");
    }
    for (String source :
        new String[] {
          "s3://code/site/../foreign/one.tar.zst",
          "s3://code/",
          "s3://c/x",
          "s3://code/a b",
          "s3://code/site/one.tar.zst?X-Amz-Signature=1",
          "s3://code/site//one.tar.zst"
        }) {
      RestClient.Reply reply = ask(Map.of("source_ref", source));
      assertThat(reply.status()).as(source).isEqualTo(400);
      assertThat(reply.code()).isEqualTo("bad_request");
    }
  }
}
