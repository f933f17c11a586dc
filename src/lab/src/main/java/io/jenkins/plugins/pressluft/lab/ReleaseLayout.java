package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;

/**
 * An environment's directory and database as they are before Pressluft first touches them: {@code
 * releases/<timestamp>}, {@code current}, {@code shared/uploads} and {@code shared/wp-config.php}.
 */
final class ReleaseLayout {

  /** Where Debian's package puts WordPress. */
  static final Path PACKAGED = Path.of("/usr/share/wordpress");

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final LabHome home;
  private final MariaDbServer database;
  private final Path path;
  private final String databaseName;
  private int releases;

  ReleaseLayout(LabHome home, MariaDbServer database, Path path, String databaseName) {
    this.home = home;
    this.database = database;
    this.path = path;
    this.databaseName = databaseName;
  }

  Path path() {
    return path;
  }

  String databaseName() {
    return databaseName;
  }

  /** Makes the database with its account, and a first release that points to the shared parts. */
  void create() {
    String password = random(16);
    createDatabase();
    database.sql(
        "",
        "create user '%1$s'@'localhost' identified by '%2$s'; %3$s"
            .formatted(databaseName, password, grant()));
    try {
      Files.createDirectories(path.getParent());
      LabHome.spread(path.getParent().getParent());
      LabHome.spread(path.getParent());
      Path uploads = path.resolve("shared/uploads");
      Files.createDirectories(uploads);
      Files.createDirectories(path.resolve("releases"));
      Path config = path.resolve("shared/wp-config.php");
      Files.writeString(config, configuration(password));
      home.giveTo(home.webUser(), uploads, config);
      Command.of("chmod", "0640", config.toString()).text();
      switchTo(newRelease(PACKAGED, "-rL"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void createDatabase() {
    database.sql("", "create database `" + databaseName + "` character set utf8mb4");
  }

  /** A grant for exactly this database: the underscore would be a wildcard. */
  private String grant() {
    return "grant all on `%1$s`.* to '%2$s'@'localhost';"
        .formatted(databaseName.replace("_", "\\_"), databaseName);
  }

  private Path newRelease(Path source, String how) throws IOException {
    // Never the same name twice: PHP's cache knows files by their path.
    releases++;
    String name = NAME.format(Instant.now()) + (releases == 1 ? "" : "-" + releases);
    Path release = path.resolve("releases").resolve(name);
    Command.of("cp", how, source.toString(), release.toString()).text();
    Path config = release.resolve("wp-config.php");
    Files.deleteIfExists(config);
    Files.deleteIfExists(release.resolve(".htaccess"));
    Files.createSymbolicLink(config, Path.of("../../shared/wp-config.php"));
    Path uploads = release.resolve("wp-content/uploads");
    Files.deleteIfExists(uploads);
    Files.createSymbolicLink(uploads, Path.of("../../../shared/uploads"));
    return release;
  }

  private void switchTo(Path release) throws IOException {
    Path prepared = path.resolve("current.new");
    Files.createSymbolicLink(prepared, path.relativize(release));
    Files.move(prepared, path.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
  }

  private String configuration(String password) {
    StringBuilder keys = new StringBuilder();
    for (String key :
        List.of(
            "AUTH_KEY",
            "SECURE_AUTH_KEY",
            "LOGGED_IN_KEY",
            "NONCE_KEY",
            "AUTH_SALT",
            "SECURE_AUTH_SALT",
            "LOGGED_IN_SALT",
            "NONCE_SALT")) {
      keys.append("define('%s', '%s');\n".formatted(key, random(32)));
    }
    return """
        <?php
        define('DB_NAME', '%1$s');
        define('DB_USER', '%1$s');
        define('DB_PASSWORD', '%2$s');
        define('DB_HOST', 'localhost:%3$s');
        define('DB_CHARSET', 'utf8mb4');
        define('DB_COLLATE', '');
        %4$s
        $table_prefix = 'wp_';

        define('WP_DEBUG', false);
        define('WP_DEFAULT_THEME', 'twentytwentythree');
        define('DISABLE_WP_CRON', true);
        define('AUTOMATIC_UPDATER_DISABLED', true);
        define('WP_HTTP_BLOCK_EXTERNAL', true);

        if (!defined('ABSPATH')) {
            define('ABSPATH', __DIR__ . '/');
        }
        require_once ABSPATH . 'wp-settings.php';
        """
        .formatted(databaseName, password, database.socket(), keys);
  }

  /** Keeps a copy of tree and database. */
  void remember() {
    try {
      Files.createDirectories(memory());
      Command.of("cp", "-a", path.toRealPath().toString(), memory().resolve("tree").toString())
          .text();
      Command.of(
              "bash",
              "-c",
              "out=$1; shift; \"$@\" >\"$out\"",
              "dump",
              memory().resolve("database.sql").toString(),
              Tools.find("mariadb-dump"),
              "--no-defaults",
              "--socket=" + database.socket(),
              "--user=" + database.adminUser(),
              "--single-transaction",
              databaseName)
          .text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Throws everything of this environment away, generations included, and copies it back. */
  void reset() {
    try {
      Path tree = memory().resolve("tree");
      Path remembered = tree.resolve("current").toRealPath();
      // Moved, not deleted: for minutes ext4 will not give deleted inodes again, and looks at each.
      Path discarded = home.directory().resolve("discarded");
      Files.createDirectories(discarded);
      Files.move(path, Files.createTempDirectory(discarded, "tree").resolve("tree"));
      Files.createDirectories(path.resolve("releases"));
      Command.of("cp", "-a", tree.resolve("shared").toString(), path.toString()).text();
      switchTo(newRelease(remembered, "-a"));
      String pattern = databaseName.replace("_", "\\_") + "\\_g%";
      for (String name : lines("show databases like '" + pattern + "'")) {
        database.sql("", "drop database `" + name + "`");
      }
      for (String account :
          lines(
              "select concat(quote(user), '@', quote(host)) from mysql.user where user like '"
                  + pattern
                  + "'")) {
        database.sql("", "drop user " + account);
      }
      database.sql("", "drop database if exists `" + databaseName + "`");
      createDatabase();
      Command.of(
              "bash",
              "-c",
              "in=$1; shift; \"$@\" <\"$in\"",
              "load",
              memory().resolve("database.sql").toString(),
              Tools.find("mariadb"),
              "--no-defaults",
              "--socket=" + database.socket(),
              "--user=" + database.adminUser(),
              databaseName)
          .text();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> lines(String query) {
    return database.sql("", query).lines().filter(line -> !line.isBlank()).toList();
  }

  private Path memory() {
    return home.directory().resolve("remembered").resolve(databaseName);
  }

  private static String random(int bytes) {
    byte[] value = new byte[bytes];
    RANDOM.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }
}
