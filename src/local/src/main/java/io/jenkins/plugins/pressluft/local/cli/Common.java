package io.jenkins.plugins.pressluft.local.cli;

import io.jenkins.plugins.pressluft.model.ByteSize;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** What every command of the client has. */
final class Common {
  @Mixin private Connection connection;

  @Option(
      names = "--json",
      description = "Print the server's own JSON on standard output, and nothing else there.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  private Client client;

  /** The client, made once. */
  Client client() {
    if (client == null) {
      client = connection.client(terminal().variables());
    }
    return client;
  }

  boolean json() {
    return json;
  }

  Terminal terminal() {
    return ((Pressluft) spec.root().userObject()).terminal();
  }

  PrintWriter out() {
    return terminal().out();
  }

  PrintWriter err() {
    return terminal().err();
  }

  Instant now() {
    return Clock.systemUTC().instant();
  }

  /** Prints an answer as it came. */
  int print(Client.Answer answer) {
    out().println(answer.text().strip());
    return ExitCode.OK;
  }

  /** A text of an object; empty when it is null or missing. */
  static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNull() || value.isMissingNode() ? "" : value.asString();
  }

  /** A time of an object in words; empty when it is null or missing. */
  String ago(JsonNode node, String name) {
    String value = text(node, name);
    return value.isEmpty() ? "" : Plain.ago(Instant.parse(value), now());
  }

  /** A size of an object; empty when it is null or missing. */
  static String size(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNumber() ? ByteSize.words(value.longValue()) : "";
  }

  /** A status in its colour. */
  String status(String status) {
    return switch (status) {
      case "failed", "unhealthy", "rolled_back" -> terminal().coloured(status, 31);
      case "succeeded", "completed", "active", "healthy" -> terminal().coloured(status, 32);
      case "running", "restoring", "deploying", "queued", "pending" ->
          terminal().coloured(status, 33);
      default -> Plain.line(status);
    };
  }

  /** One line of a description. */
  void field(String name, String value) {
    if (!value.isEmpty()) {
      out().printf("%-16s %s%n", name, value);
    }
  }
}
