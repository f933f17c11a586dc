package io.jenkins.plugins.pressluft.lab;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One SHA-256 for all that a database holds: a dump of tables, rows, routines and triggers in a
 * fixed order, without what differs between two equal databases.
 */
final class DatabaseChecksum {

  private static final Pattern NEXT_ID = Pattern.compile(" AUTO_INCREMENT=\\d+");

  private final MariaDbServer server;

  DatabaseChecksum(MariaDbServer server) {
    this.server = server;
  }

  /**
   * The checksum.
   *
   * @param prefix the WordPress table prefix; of its options table the transients and the schedule,
   *     which every page view may change, are left out
   */
  String of(String database, String prefix) {
    MessageDigest digest = TreeHash.sha256();
    String options = prefix + "options";
    dump(digest, List.of("--ignore-table=" + database + "." + options, database));
    if (!server.sql(database, "show tables like '" + options.replace("_", "\\_") + "'").isEmpty()) {
      String lasting =
          "option_name not like '\\_transient\\_%' and option_name not like"
              + " '\\_site\\_transient\\_%' and option_name <> 'cron'";
      dump(digest, List.of("--where=" + lasting, database, options));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void dump(MessageDigest digest, List<String> what) {
    List<String> words = new ArrayList<>(server.clientWords("mariadb-dump"));
    words.addAll(
        List.of(
            "--single-transaction",
            "--quick",
            "--order-by-primary",
            "--skip-comments",
            "--skip-add-locks",
            "--routines",
            "--triggers",
            "--hex-blob"));
    words.addAll(what);
    try {
      Process process =
          new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (InputStream in = new BufferedInputStream(process.getInputStream(), 1 << 20)) {
        for (byte[] line = line(in); line.length > 0; line = line(in)) {
          boolean definition = line[0] == ')';
          digest.update(
              definition
                  ? NEXT_ID
                      .matcher(new String(line, StandardCharsets.UTF_8))
                      .replaceAll("")
                      .getBytes(StandardCharsets.UTF_8)
                  : line);
        }
      }
      if (process.waitFor() != 0) {
        throw new IllegalStateException("mariadb-dump ended with " + process.exitValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while hashing a database", e);
    }
  }

  private static byte[] line(InputStream in) throws IOException {
    java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      line.write(c);
      if (c == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }
}
