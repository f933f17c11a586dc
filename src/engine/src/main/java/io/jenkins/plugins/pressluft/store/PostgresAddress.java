package io.jenkins.plugins.pressluft.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Which PostgreSQL, and as whom. Everything but user and password rides in the URL, TLS and several
 * hosts too, as the driver documents it. The URL is shown and logged; what is secret in one is
 * refused, and the refusal does not repeat it.
 *
 * @param url {@code jdbc:postgresql://host:port/database?sslmode=verify-full…}
 * @param user null: what the URL says, or the account of this process
 * @param password null: none, as with a client certificate
 */
public record PostgresAddress(String url, String user, String password) {
  private static final String PREFIX = "jdbc:postgresql:";

  /**
   * Looks at the URL; nothing is connected.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public PostgresAddress {
    if (url == null || !url.startsWith(PREFIX)) {
      throw new IllegalArgumentException(
          "The URL of the state's database must begin with " + PREFIX + "//host:port/database.");
    }
    int question = url.indexOf('?');
    String place = question < 0 ? url : url.substring(0, question);
    if (place.indexOf('@') >= 0 || (question >= 0 && holdsPassword(url.substring(question + 1)))) {
      throw new IllegalArgumentException(
          "The URL of the state's database must not hold a password, which would be shown and"
              + " logged with it: take it out and give it as a secret.");
    }
    if (Driver.parseURL(url, new Properties()) == null) {
      throw new IllegalArgumentException(
          "The URL of the state's database is not one that the driver understands; it looks like "
              + PREFIX
              + "//host:5432/database?sslmode=verify-full.");
    }
  }

  private static boolean holdsPassword(String query) {
    for (String pair : query.split("&")) {
      String name = pair.substring(0, pair.indexOf('=') < 0 ? pair.length() : pair.indexOf('='));
      if (decoded(name).toLowerCase(Locale.ROOT).contains("password")) {
        return true;
      }
    }
    return false;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Whether the URL itself sets this property of the driver. */
  boolean sets(PGProperty property) {
    return Driver.parseURL(url, new Properties()).containsKey(property.getName());
  }

  /** For people: host, port and database. */
  public String place() {
    Properties parts = Driver.parseURL(url, new Properties());
    String host = parts.getProperty(PGProperty.PG_HOST.getName(), "localhost");
    String port = parts.getProperty(PGProperty.PG_PORT.getName(), "5432");
    String name = parts.getProperty(PGProperty.PG_DBNAME.getName(), "");
    return name + " at " + host + " port " + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "PostgresAddress[" + url + ", user " + user + "]";
  }
}
