package io.jenkins.plugins.pressluft.local.cli;

import io.jenkins.plugins.pressluft.local.Home;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the server is and how to be let in. The token never stands on the command line. */
final class Connection {
  private static final String DEFAULT_URL = "http://127.0.0.1:8480/api";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The REST endpoint, for example https://jenkins.example.org/pressluft/api. Default:"
              + " $PRESSLUFT_URL, then the server of the home, then http://127.0.0.1:8480/api.")
  private String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "A file with the access token, or with user:api-token of a Jenkins controller. Default:"
              + " $PRESSLUFT_TOKEN_FILE, then $PRESSLUFT_TOKEN, then the token of the home.")
  private Path tokenFile;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "The server's home. Default: $PRESSLUFT_HOME, then ~/.pressluft.")
  private Path home;

  /** A client for this connection. */
  Client client(Map<String, String> variables) {
    Home place = place(variables);
    return new Client(endpoint(place, variables), token(place, variables));
  }

  /** The home that is meant. */
  Home place(Map<String, String> variables) {
    return home == null ? Home.of(variables) : new Home(home);
  }

  private URI endpoint(Home place, Map<String, String> variables) {
    String chosen = url != null ? url : variables.get("PRESSLUFT_URL");
    if (chosen == null || chosen.isBlank()) {
      chosen = Files.isReadable(place.address()) ? read(place.address()) : DEFAULT_URL;
    }
    try {
      URI uri = URI.create(chosen.strip().replaceAll("/+$", ""));
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getUserInfo() != null) {
        throw new IllegalArgumentException();
      }
      return uri.getRawPath().isEmpty() ? URI.create(uri + "/api") : uri;
    } catch (IllegalArgumentException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "The address of the server must be like http://127.0.0.1:8480/api, without a user or a"
              + " query.");
    }
  }

  private String token(Home place, Map<String, String> variables) {
    String file = variables.get("PRESSLUFT_TOKEN_FILE");
    String token = variables.get("PRESSLUFT_TOKEN");
    if (tokenFile != null) {
      return read(tokenFile);
    } else if (file != null && !file.isBlank()) {
      return read(Path.of(file));
    } else if (token != null && !token.isBlank()) {
      return checked(token, "$PRESSLUFT_TOKEN");
    }
    return Files.exists(place.token()) ? read(place.token()) : null;
  }

  private static String read(Path file) {
    try {
      return checked(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.USAGE, "The file " + file + " cannot be read: " + e.getMessage());
    }
  }

  private static String checked(String text, String where) {
    String line = text.strip();
    if (!line.matches("[\\x21-\\x7e]+")) {
      throw new CommandException(
          ExitCode.USAGE, where + " must hold one line of plain letters, digits and signs.");
    }
    return line;
  }
}
