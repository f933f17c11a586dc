package io.jenkins.plugins.pressluft.browser;

import io.jenkins.plugins.pressluft.model.BackupScope;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What the houses of the tests declare, and what happened there. */
final class Estates {
  private static final String HEAD =
      """
      version: 1
      nodes:
        web1: {connection: local}
        web2: {connection: local}
        web3: {connection: local}
      storage:
        main: {type: file, path: /srv/backups}
      sites:
      """;

  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Estates() {}

  /** Eight sites of an agency. */
  static String agency() {
    StringBuilder yaml = new StringBuilder(HEAD);
    int number = 0;
    for (String site :
        List.of(
            "acme-shop", "bakery", "harbour", "museum", "northwind", "opera", "vineyard", "zoo")) {
      yaml.append("  ").append(site).append(":\n    environments:\n");
      environment(yaml, site, "production", number, true);
      if (number % 2 == 0) {
        environment(yaml, site, "staging", number, false);
      }
      number++;
    }
    return yaml.toString();
  }

  private static void environment(
      StringBuilder yaml, String site, String name, int number, boolean guarded) {
    yaml.append("      ").append(name).append(":\n        type: ");
    yaml.append(name.equals("production") ? "production" : "staging");
    yaml.append("\n        kind: wordpress\n        node: web").append(number % 3 + 1);
    yaml.append("\n        storage: main\n        path: /srv/")
        .append(site)
        .append('-')
        .append(name);
    yaml.append("\n        preview_url: https://").append(name.equals("production") ? "www" : name);
    yaml.append('.').append(site).append(".example/\n        fastcgi: 127.0.0.1:9000\n");
    yaml.append("        database: {name: ")
        .append(site.replace("-", "_"))
        .append('_')
        .append(name);
    yaml.append(", host: 127.0.0.1}\n");
    if (guarded) {
      yaml.append("        protected: true\n");
    }
  }

  /** Six weeks at the agency, told to the past. */
  static void sixWeeks(Past past) throws SQLException {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    List<String> sites =
        List.of("acme-shop", "bakery", "harbour", "museum", "northwind", "opera", "vineyard");
    for (String site : sites) {
      weeks(past, site + "/production", now, sites.indexOf(site));
    }
    past.backup(
        "acme-shop/staging",
        good("backup_create", now, 40, 9, "anna"),
        BackupScope.FULL,
        211L << 20,
        "");
    past.deploy(
        "acme-shop/staging",
        good("env_deploy", now, 30, 14, "anna"),
        "git@example.org:acme/shop.git#spring",
        "20261118T101500Z");
    past.job(
        "opera/production",
        new Past.Ending(
            "env_restore",
            now.minus(26, ChronoUnit.MINUTES),
            Duration.ofSeconds(41),
            "ROLLBACK_FAILED: The restored site is not healthy, and switching back failed too."
                + " The node must say what is live.",
            "anna"),
        null,
        "{}",
        null);
    past.failed("opera/production");
  }

  private static void weeks(Past past, String environment, Instant now, int site)
      throws SQLException {
    UUID newest = null;
    long size = (180L + 90L * site) << 20;
    for (int days = 42; days >= 1; days -= 2) {
      size += (2L + site) << 20;
      Instant at = now.minus(days, ChronoUnit.DAYS).plus(site * 17L, ChronoUnit.MINUTES);
      newest =
          past.backup(
              environment,
              new Past.Ending(
                  "backup_create",
                  at,
                  Duration.ofMillis(7000 + days * 37 % 11 * 300 + site * 900L),
                  null,
                  "schedule"),
              BackupScope.FULL,
              size,
              "");
      if (days % 12 == 6) {
        String commit =
            "git@example.org:" + environment.split("/")[0] + "/site.git#v" + (60 - days);
        past.deploy(
            environment,
            new Past.Ending(
                "env_deploy",
                at.plus(5, ChronoUnit.HOURS),
                Duration.ofMillis(11_200 + days * 40L),
                null,
                "jenkins"),
            commit,
            NAME.format(at.plus(5, ChronoUnit.HOURS)));
      }
      if (days % 14 == 10) {
        past.verified(
            environment,
            new Past.Ending(
                "backup_verify", at.plus(9, ChronoUnit.HOURS), Duration.ofSeconds(4), null, "ben"),
            newest);
      }
      if (site % 2 == 0 && days % 16 == 12) {
        past.restore(
            environment,
            new Past.Ending(
                "env_restore",
                at.plus(7, ChronoUnit.HOURS),
                Duration.ofMillis(17_300 + days * 90L),
                null,
                "anna"),
            newest,
            0);
      }
    }
    if (site == 2) {
      past.deploy(
          environment,
          new Past.Ending(
              "env_deploy",
              now.minus(95, ChronoUnit.MINUTES),
              Duration.ofSeconds(19),
              "HEALTH_CHECK_FAILED: http: the page answers with status 500. It was switched back.",
              "jenkins"),
          "git@example.org:harbour/site.git#v61",
          "20261120T225500Z");
    }
  }

  private static Past.Ending good(String type, Instant now, int hoursAgo, int seconds, String by) {
    return new Past.Ending(
        type, now.minus(hoursAgo, ChronoUnit.HOURS), Duration.ofSeconds(seconds), null, by);
  }
}
