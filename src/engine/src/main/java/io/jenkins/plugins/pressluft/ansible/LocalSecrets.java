package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Secrets of this machine: the file {@code secrets/<name>} below the home, or else the environment
 * variable {@code PRESSLUFT_SECRET_<NAME>} (upper case, every other character an underscore). A
 * file that anyone but its owner can reach is refused, since it may be known already.
 */
public final class LocalSecrets implements SecretSource {
  private static final int MAX_BYTES = 64 * 1024;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private final Path directory;
  private final Map<String, String> environment;

  /** Secrets below this home, and of this environment ({@link System#getenv()}). */
  public LocalSecrets(Path home, Map<String, String> environment) {
    this.directory = home.resolve("secrets");
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Optional<String> value(Secret secret) {
    String name = secret.name();
    if (secret.keeper() == Secret.Keeper.CREDENTIALS) {
      throw refused(
          "\""
              + name
              + "\" is declared as a credential, which only Jenkins keeps; declare it as"
              + " {secret: name} here.",
          null);
    }
    if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")) {
      throw refused("\"" + name.replaceAll("[^ -~]", "?") + "\" is no name of a secret.", null);
    }
    Path file = directory.resolve(name);
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OTHERS::contains)) {
        throw refused(
            "The secret "
                + name
                + " can be read by others: run \"chmod 600 "
                + file
                + "\", and change it where it is used if others may have seen it.",
            null);
      }
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
        throw refused(
            "The secret " + name + " must be a plain file of at most 64 KiB: " + file + ".", null);
      }
      return Optional.of(withoutLastNewline(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.ofNullable(environment.get(variable(name)));
    } catch (IOException e) {
      throw refused("The secret " + name + " cannot be read from " + file + ".", e);
    }
  }

  /** The environment variable that holds the secret of this name. */
  static String variable(String name) {
    return "PRESSLUFT_SECRET_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** Editors and echo end a file with a newline that belongs to no password. */
  private static String withoutLastNewline(String text) {
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static LaunchException refused(String message, Throwable cause) {
    return new LaunchException(ErrorCode.ANSIBLE_PLAY_ERROR, message, cause);
  }
}
