package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.store.PostgresAddress;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The options of {@code pressluft serve} that name a PostgreSQL for the state. The password is a
 * secret of the home, since everybody on a machine can read command lines.
 */
final class StateAddress {
  private static final String SECRET = "database";

  @Option(
      names = "--database",
      paramLabel = "URL",
      required = true,
      description =
          "Keep the state in a PostgreSQL that several servers may share:"
              + " jdbc:postgresql://host:port/name. Default: pressluft.db in the home.")
  private String url;

  @Option(
      names = "--database-user",
      paramLabel = "NAME",
      description = "As whom. Default: what the URL says, or this process' account.")
  private String user;

  @Option(
      names = "--database-secret",
      paramLabel = "SECRET",
      description =
          "Which secret of the home is its password (secrets/SECRET). Default: database, if there"
              + " is one.")
  private String secret;

  /**
   * Where the state is to be, with the password as it is now.
   *
   * @throws ServerException if the URL or the secret is not to be used
   */
  PostgresAddress resolve(Home home, SecretSource secrets) {
    try {
      Optional<String> password = secrets.value(new Secret(secret == null ? SECRET : secret));
      if (password.isEmpty() && secret != null) {
        throw new ServerException(
            "There is no secret \""
                + secret
                + "\": write the password of the state's database into "
                + home.directory().resolve("secrets").resolve(secret)
                + ", with mode 0600.");
      }
      return new PostgresAddress(url, user, password.orElse(null));
    } catch (IllegalArgumentException | LaunchException e) {
      throw new ServerException(e.getMessage());
    }
  }
}
