package io.jenkins.plugins.pressluft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.EnvironmentKind;
import io.jenkins.plugins.pressluft.model.EnvironmentType;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Rollout;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.model.Storage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryReaderTest {
  static final String GOOD =
      """
      version: 1
      nodes:
        web1:
          connection: ssh
          host: 10.0.0.5
          port: 2222
          user: deploy
          private_key: {secret: web1-key}
          host_key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
          become: true
        here: {connection: local}
      storage:
        main: {type: file, path: /srv/backups}
      sites:
        acme:
          name: Acme Shop
          primary: production
          environments:
            production:
              type: production
              kind: wordpress
              node: web1
              storage: main
              path: /var/www/sites/acme
              preview_url: https://acme.example/
              fastcgi: unix:/run/php/php8.2-fpm.sock
              database: {name: wp, socket: /run/mysqld/mysqld.sock, admin_user: root, admin_password: {secret: acme-db-admin}}
              protected: true
              confirmation: "RESTORE {backupId}"
              retention: 30d
              undo_window: 7d
              backup_freshness: 60m
              compression: gzip
              destinations: [/srv/copies]
              exclude: [wp-content/cache, "*.log"]
            staging:
              kind: wordpress
              node: here
              storage: main
              path: /var/www/sites/acme-staging
              preview_url: http://127.0.0.1:8081/
              fastcgi: 127.0.0.1:9000
              database: {name: wp, host: 127.0.0.1}
      """;

  private final RegistryReader reader = new RegistryReader();

  @Test
  void readsEverythingThatCanBeDeclared() {
    Declaration declaration = reader.read(GOOD);

    assertThat(declaration.nodes().get("web1"))
        .isEqualTo(
            new Node.Spec(
                Node.Connection.SSH,
                "10.0.0.5",
                2222,
                "deploy",
                new Secret("web1-key"),
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
                true,
                null));
    Declaration.DeclaredSite site = declaration.sites().get("acme");
    assertThat(site.name()).isEqualTo("Acme Shop");
    assertThat(site.primary()).isEqualTo("production");
    Environment.Spec spec = site.environments().get("production").spec();
    assertThat(spec.kind()).isEqualTo(EnvironmentKind.WORDPRESS);
    assertThat(spec.database())
        .isEqualTo(
            new Environment.Database(
                "wp", "/run/mysqld/mysqld.sock", null, null, "root", new Secret("acme-db-admin")));
    assertThat(spec.protectedEnvironment()).isTrue();
    assertThat(spec.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(spec.compression()).isEqualTo(Environment.Compression.GZIP);
    assertThat(spec.destinations()).containsExactly("/srv/copies");
    assertThat(spec.exclude()).containsExactly("wp-content/cache", "*.log");
  }

  @Test
  void readsHowNewCodeGetsIn() {
    String host = "github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsa";
    String text =
        GOOD.replace(
            "        compression: gzip\n",
            """
            #
                    build: [[composer, install], [npm, run, build]]
                    build_timeout: 2m
                    keep_releases: 9
                    update_mode: generation
                    update_mirror: http://127.0.0.1:8085
                    health_checks:
                      - {url: "https://acme.example/shop", contains: Basket}
                      - {url: "https://acme.example/members/", status: 401}
                    deploy_key: {secret: repository}
                    deploy_known_hosts: ["%s"]
                    deploy_limits: {entries: 5000}
            """
                .formatted(host));

    assertThat(
            reader.read(text).sites().get("acme").environments().get("production").spec().rollout())
        .isEqualTo(
            new Rollout(
                List.of(List.of("composer", "install"), List.of("npm", "run", "build")),
                Duration.ofMinutes(2),
                9,
                Rollout.UpdateMode.GENERATION,
                "http://127.0.0.1:8085",
                List.of(
                    new Rollout.PageCheck("https://acme.example/shop", 200, "Basket"),
                    new Rollout.PageCheck("https://acme.example/members/", 401, null)),
                new Secret("repository"),
                List.of(host),
                new Rollout.Limits(5000, 2048),
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "build: [[]]",
        "build: [composer install]",
        "build: [[\"a\\nb\"]]",
        "build_timeout: 2h",
        "keep_releases: 1",
        "keep_releases: 51",
        "update_mode: now",
        "update_mirror: \"http://127.0.0.1:8085/?x\"",
        "health_checks: [{status: 200}]",
        "health_checks: [{url: \"ftp://acme.example/\"}]",
        "health_checks: [{url: \"http://acme.example/?q=1\"}]",
        "health_checks: [{url: \"http://acme.example/\", status: 99}]",
        "health_checks: [{url: \"http://acme.example/\", contains: \"a\\nb\"}]",
        "deploy_limits: {entries: 999}",
        "deploy_limits: {entries: 2000001}",
        "deploy_limits: {mebibytes: 63}",
        "deploy_limits: {mebibytes: 65537}",
        "deploy_limits: {ratio: 9}",
        "deploy_key: plain-text-key",
        "deploy_key: {secret: repository}",
        "deploy_known_hosts: [github.com]",
        "deploy_known_hosts: [\"@cert-authority github.com ssh-rsa AAAA\"]"
      })
  void refusesWhatNoRolloutCanBe(String declaration) {
    String key = declaration.substring(0, declaration.indexOf(':'));
    assertThatThrownBy(
            () ->
                reader.read(
                    GOOD.replace("compression: gzip", "compression: gzip\n        " + declaration)))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("sites.acme.environments.production." + key);
  }

  private static final String BUCKET =
      "{type: s3, region: eu-central-1, bucket: acme-code, access_key: {secret: a}, secret_key:"
          + " {secret: b}%s}";

  private static String withBucket(String more, String declaration) {
    return GOOD.replace("storage:\n", "storage:\n  code: " + BUCKET.formatted(more) + "\n")
        .replace("compression: gzip", "compression: gzip\n        " + declaration);
  }

  @Test
  void readsWhereArchivesMayComeFrom() {
    Declaration declaration =
        reader.read(
            withBucket(
                ", endpoint: \"http://127.0.0.1:9000\", prefix: site/, path_style: true",
                "deploy_storages: [code]"));

    assertThat(declaration.storages().get("code").bucket())
        .isEqualTo(
            new Storage.Bucket(
                "http://127.0.0.1:9000",
                "eu-central-1",
                "acme-code",
                "site/",
                true,
                new Secret("a"),
                new Secret("b")));
    Rollout rollout =
        declaration.sites().get("acme").environments().get("production").spec().rollout();
    assertThat(rollout.deployStorages()).containsExactly("code");
    assertThat(reader.read(withBucket("", "name: x")).storages().get("code").bucket().prefix())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ", endpoint: \"http://s3.example.org\"",
        ", endpoint: \"https://user@s3.example.org\"",
        ", endpoint: \"https://s3.example.org/path\"",
        ", prefix: site",
        ", prefix: ../",
        ", prefix: /site/",
        ", path: /srv/code",
        ", path_style: 1"
      })
  void refusesWhatNoObjectStorageCanBe(String more) {
    assertThatThrownBy(() -> reader.read(withBucket(more, "name: x")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("storage.code." + more.replaceAll("^, (\\w+):.*", "$1"));
  }

  @Test
  void takesCodeOnlyFromObjectStoragesAndBacksUpOnlyToDirectories() {
    String storage = GOOD.lines().filter(line -> line.contains("storage: ")).findFirst().get();
    assertThatThrownBy(() -> reader.read(withBucket("", "deploy_storages: [none]")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("production.deploy_storages.0");
    assertThatThrownBy(
            () ->
                reader.read(
                    withBucket(
                        "", "deploy_storages: [%s]".formatted(storage.strip().substring(9)))))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("type \"s3\"");
    assertThatThrownBy(
            () ->
                reader.read(
                    withBucket("", "name: x").replaceFirst(storage, "        storage: code")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("production.storage");
    assertThatThrownBy(() -> reader.read(GOOD.replace("{type: file,", "{type: file, bucket: abc,")))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("bucket");
  }

  @Test
  void keepsTheLiveDatabaseInProductionAndCopiesItElsewhere() {
    Rollout production =
        reader.read(GOOD).sites().get("acme").environments().get("staging").spec().rollout();
    Rollout staging =
        reader
            .read(GOOD.replace("staging:\n", "staging:\n        type: staging\n"))
            .sites()
            .get("acme")
            .environments()
            .get("staging")
            .spec()
            .rollout();

    assertThat(production.updateMode()).isEqualTo(Rollout.UpdateMode.IN_PLACE);
    assertThat(staging.updateMode()).isEqualTo(Rollout.UpdateMode.GENERATION);
    assertThat(staging.keepReleases()).isEqualTo(5);
    assertThat(staging.buildTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(staging.build()).isEmpty();
  }

  @Test
  void fillsInTheDefaults() {
    Environment.Spec spec =
        reader.read(GOOD).sites().get("acme").environments().get("staging").spec();

    assertThat(spec.type()).isEqualTo(EnvironmentType.PRODUCTION);
    assertThat(spec.protectedEnvironment()).isFalse();
    assertThat(spec.confirmationTemplate()).isEqualTo("RESTORE {backupId}");
    assertThat(spec.retention()).isEqualTo(Duration.ofDays(30));
    assertThat(spec.undoWindow()).isEqualTo(Duration.ofDays(7));
    assertThat(spec.backupFreshness()).isEqualTo(Duration.ofMinutes(60));
    assertThat(spec.compression()).isEqualTo(Environment.Compression.ZSTD);
    assertThat(spec.database().adminUser()).isEqualTo("root");
    assertThat(spec.exclude()).isEmpty();
  }

  @Test
  void namesTheLineThePathAndWhatIsAllowed() {
    assertRefused(
        GOOD.replaceFirst("kind: wordpress", "kind: wordpres"),
        "line 21, sites.acme.environments.production.kind:"
            + " \"wordpres\" is not one of wordpress, postgres, directory");
  }

  @Test
  void namesEveryMistakeAtOnceInTheOrderOfTheLines() {
    String text =
        GOOD.replace("port: 2222", "port: 70000")
            .replace("primary: production", "primari: production")
            .replace("protected: true", "protected: perhaps");

    assertThatThrownBy(() -> reader.read(text))
        .hasMessageContaining("line 6, nodes.web1.port: \"70000\" is not between 1 and 65535")
        .hasMessageContaining("line 17, sites.acme.primari: this key is not known; allowed are")
        .hasMessageContaining("is not true or false")
        .satisfies(
            e ->
                assertThat(((RegistryException) e).problems())
                    .extracting(Problem::line)
                    .isSorted()
                    .hasSize(3));
  }

  @Test
  void refusesWhatIsNotDeclared() {
    assertRefused(
        GOOD.replace("node: web1", "node: web2"), "\"web2\" is not one of the nodes: web1, here");
    assertRefused(
        GOOD.replaceFirst("storage: main", "storage: other"),
        "\"other\" is not one of the storages: main");
    assertRefused(
        GOOD.replace("primary: production", "primary: live"),
        "line 17, sites.acme.primary: \"live\" is not one of this site's environments");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "ungrouped", "pressluft"})
  void refusesNodesWithANameOfAnsiblesOwn(String name) {
    assertRefused(
        GOOD.replace("  here:", "  " + name + ":").replace("node: here", "node: " + name),
        "line 11, nodes." + name + ": Ansible uses this name itself");
  }

  @Test
  void refusesAnSshNodeWithoutItsHostKey() {
    assertRefused(
        GOOD.replaceFirst("    host_key: .*\n", ""),
        "line 3, nodes.web1: the key \"host_key\" is missing");
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    assertRefused(
        GOOD.replace("name: Acme Shop", "name: Acme Shop\n    name: Other"),
        "line 17, sites.acme.name: this key is there twice, first in line 16");
  }

  @Test
  void refusesAnchorsAndAliasesBeforeTheyGrow() {
    assertRefused(
        """
        version: 1
        a: &a [x, x, x]
        b: &b [*a, *a, *a]
        c: [*b, *b, *b]
        """,
        "line 2, a: anchors (&) and aliases (*) are not allowed");
    assertRefused(GOOD.replace("{connection: local}", "*web1"), "anchors (&) and aliases (*)");
    assertRefused("version: 1\nnodes: !!java.net.URL {}\n", "tags (!) are not allowed");
  }

  @Test
  void refusesTextThatIsNoYamlWithItsLine() {
    assertRefused(
        "version: 1\nnodes: [\n",
        "line 2: no valid YAML: while parsing a flow node, expected the node content");
    assertRefused("version: 1\nnodes: {a: 'x\n", "no valid YAML");
    assertRefused("version: 1\n---\nversion: 1\n", "line 3: a second document begins here");
    assertRefused("", "the file is empty");
    assertRefused("just text", "is not a block of keys");
    assertRefused("[".repeat(5000), "nested more than");
    assertRefused("a: b\n".repeat(300_000), "the file has 1500000 characters");
  }

  @Test
  void cutsWhatItRepeatsFromTheFile() {
    String text = GOOD.replace("Acme Shop", "A".repeat(65_536));

    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("line 16, sites.acme.name:")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Acme\\nRm\"",
        "\"Acme; rm -rf /\"",
        "'Acme \"quoted\"'",
        "\"Acme's\"",
        "\"$(reboot)\"",
        "\"`reboot`\"",
        "\"{{ lookup }}\"",
        "\"a|b\"",
        "\"a\\u202eb\"",
        "\" leading\"",
        "\"\"",
        "2024",
        "null"
      })
  void refusesNamesThatASomethingElseCouldReadAsItsOwn(String name) {
    assertRefused(GOOD.replace("name: Acme Shop", "name: " + name), "line 16, sites.acme.name:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Acme", "-acme", "acme-", "a_b", "a/b", "a.b", "\"a b\"", "\"../a\"", "é"})
  void refusesSlugsThatAreNoSlugs(String slug) {
    assertRefused(
        GOOD.replace("  acme:\n", "  " + slug + ":\n"), "1 to 63 characters of a-z, 0-9 and -");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relative/path",
        "/var/www/../etc",
        "/var/www/./acme",
        "/var//www",
        "/var/www/",
        "/",
        "\"/var/www/a b\"",
        "\"/var/www/a\\nb\"",
        "\"/var/www/$(id)\"",
        "\"/var/www/{{ x }}\"",
        "\"/var/www/'x\"",
        "~/www"
      })
  void refusesPathsThatAreNotPlainAndAbsolute(String path) {
    assertRefused(
        GOOD.replace("path: /var/www/sites/acme\n", "path: " + path + "\n"),
        "line 24, sites.acme.environments.production.path:");
  }

  @Test
  void refusesDirectoriesThatLieInOneAnother() {
    String local = GOOD.replace("node: web1", "node: here");
    assertRefused(
        local.replace("path: /var/www/sites/acme-staging", "path: /var/www/sites/acme/staging"),
        "lie in one another on the same node");
    assertRefused(
        GOOD.replace("path: /srv/backups", "path: /var/www/sites/acme/backups"),
        "line 13, storage.main.path:");
    assertRefused(
        GOOD.replace("path: /srv/backups", "path: /var/www"), "artifacts must be kept apart");
    assertRefused(
        GOOD.replace("[/srv/copies]", "[/srv/copies, /var/www]"),
        "sites.acme.environments.production.destinations.1: /var/www and the path of");
    assertRefused(GOOD.replace("[/srv/copies]", "[/srv]"), "/srv and the storage main");
  }

  @Test
  void allowsTheSamePathOnAnotherNodeAndANameThatOnlyBeginsTheSame() {
    reader.read(GOOD.replace("path: /var/www/sites/acme-staging", "path: /var/www/sites/acme"));
    reader.read(GOOD.replace("node: web1", "node: here"));
  }

  @Test
  void seesThroughTwoNamesOfOneMachine() {
    String text =
        GOOD.replace(
                "  here: {connection: local}",
                "  here: {connection: local}\n  also: {connection: local}")
            .replace("node: web1", "node: also")
            .replace("path: /var/www/sites/acme-staging", "path: /var/www/sites/acme");

    assertRefused(text, "lie in one another on the same node");
  }

  @Test
  void refusesTwoEnvironmentsOnOneDatabase() {
    assertRefused(
        GOOD.replace("node: web1", "node: here")
            .replace("{name: wp, host: 127.0.0.1}", "{name: WP, socket: /run/mysqld/mysqld.sock}"),
        "\"WP\" is also the database of acme/production");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wp-1", "\"wp`x\"", "wp;drop", "\"\"", "wp.other"})
  void refusesDatabaseNamesThatWouldNeedQuoting(String name) {
    assertRefused(
        GOOD.replace("{name: wp, host", "{name: " + name + ", host"),
        "1 to 48 characters of A-Z, a-z, 0-9 and _");
  }

  @Test
  void wantsOneWayToTheDatabase() {
    assertRefused(GOOD.replace(", host: 127.0.0.1", ""), "give either \"socket\" or \"host\"");
    assertRefused(
        GOOD.replace("socket: /run/mysqld/mysqld.sock,", "socket: /s, port: 3306,"),
        "a port goes with \"host\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "-1d", "1y", "0d", "forever", "\"30 d\""})
  void refusesDurationsWithoutAUnit(String retention) {
    assertRefused(
        GOOD.replace("retention: 30d", "retention: " + retention),
        "a whole number and a unit: s, m, h, d or w");
  }

  @Test
  void refusesDurationsOutOfBounds() {
    assertRefused(
        GOOD.replace("retention: 30d", "retention: 9999w"), "from 1h to 3660d is allowed");
  }

  @Test
  void refusesASecretWrittenIntoTheFile() {
    assertRefused(
        GOOD.replace("admin_password: {secret: acme-db-admin}", "admin_password: hunter2"),
        "is not a block of keys; allowed: the name of a secret, as {secret: name}");
    assertRefused(
        GOOD.replace("secret: web1-key", "secret: ../key"), "nodes.web1.private_key.secret");
  }

  @Test
  void acceptsTheKindsThatComeLater() {
    Declaration declaration =
        reader.read(
            """
            version: 1
            nodes: {here: {connection: local}}
            storage: {main: {type: file, path: /srv/backups}}
            sites:
              one:
                environments:
                  data: {kind: directory, node: here, storage: main, path: /srv/data}
                  sql: {kind: postgres, node: here, storage: main, path: /srv/pg, database: {name: app, host: db1}}
            """);

    assertThat(declaration.sites().get("one").environments().values())
        .extracting(e -> e.spec().kind())
        .isEqualTo(List.of(EnvironmentKind.DIRECTORY, EnvironmentKind.POSTGRES));
    assertThat(declaration.sites().get("one").primary()).isNull();
    assertThat(declaration.sites().get("one").name()).isEqualTo("one");
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> reader.read(text))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anEnvironmentWithoutStorageGetsTheDefaultOne() {
    String text =
        GOOD.replaceFirst(" +storage: main\n", "")
            .replace("version: 1\n", "version: 1\ndefault_storage: main\n");

    assertThat(new RegistryReader().read(text).sites().get("acme").environments())
        .allSatisfy((key, environment) -> assertThat(environment.storage()).isEqualTo("main"));
    assertRefused(
        GOOD.replaceFirst(" +storage: main\n", ""),
        "sites.acme.environments.production: the key \"storage\" is missing");
    assertRefused(
        text.replace("default_storage: main", "default_storage: other"),
        "line 2, default_storage: \"other\" is not one of the storages: main");
  }

  @Test
  void anEnvironmentMayNameTheFolderItBelongsTo() {
    String text =
        GOOD.replaceFirst("storage: main\n", "storage: main\n        folder: Teams/Acme 1\n");

    assertThat(
            new RegistryReader()
                .read(text)
                .sites()
                .get("acme")
                .environments()
                .get("production")
                .spec()
                .folder())
        .isEqualTo("Teams/Acme 1");
    assertThat(
            new RegistryReader()
                .read(GOOD)
                .sites()
                .get("acme")
                .environments()
                .get("production")
                .spec()
                .folder())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/team", "team/", "team*", "'  '", "'team '", "'te|am'", "a?b"})
  void aFolderThatNoItemCanHaveIsRefused(String folder) {
    assertRefused(
        GOOD.replaceFirst("storage: main\n", "storage: main\n        folder: " + folder + "\n"),
        "folder");
  }
}
