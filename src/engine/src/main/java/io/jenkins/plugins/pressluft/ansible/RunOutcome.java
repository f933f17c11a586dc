package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What an ended run came to, told from its own events and per-host statistics. The exit status is a
 * hint at most: a syntax error exits with the status of an unreachable host, and a run that matched
 * no host at all with 0. Success needs the completion marker and every host well.
 *
 * @param code null if and only if it succeeded
 * @param sentence for the operator; null on success
 * @param result the completion marker's result; missing node unless it succeeded
 * @param failure the failed task's whole event; missing node where no task failed
 */
public record RunOutcome(ErrorCode code, String sentence, JsonNode result, JsonNode failure) {
  private static final int SENTENCE_CHARS = 600;

  /** How Ansible names what no retry can help against, before any task has run. */
  private static final List<String> SYNTAX =
      List.of(
          "Syntax Error",
          "unable to read either as JSON nor YAML",
          "YAML parsing failed",
          "couldn't resolve module/action",
          "no module/action detected",
          "conflicting action statements",
          "is not a valid attribute",
          "usage: ansible-playbook",
          "template error while templating");

  /** Whether the play did everything it should. */
  public boolean succeeded() {
    return code == null;
  }

  /**
   * Reads an ended run.
   *
   * @param events all of them, from the first
   * @param output the last plain output, without secrets
   * @param stopped whether the engine ended it at its time limit
   */
  public static RunOutcome classify(
      List<RunEvent> events, int exitCode, String output, boolean stopped) {
    JsonNode stats = last(events, "stats");
    JsonNode complete = last(events, "complete");
    if (complete.isObject() && isClean(stats)) {
      return new RunOutcome(null, null, complete.path("result"), missing());
    }
    if (stopped) {
      return failed(
          ErrorCode.ANSIBLE_TIMEOUT,
          "The run was stopped at its time limit; look at what took so long before the next try.");
    }
    JsonNode unreachable = last(events, "unreachable");
    Optional<RunOutcome> failure = failure(events, stats);
    if (failure.isPresent()) {
      return failure.get();
    }
    if (unreachable.isObject() || stats.path("unreachable").asInt(0) > 0) {
      return failed(
          ErrorCode.ANSIBLE_HOST_UNREACHABLE,
          "The node could not be reached; check that it is up and that its address, account, key"
              + " and host key in pressluft.yml are right"
              + because(unreachable.path("message").asString("")));
    }
    if (stats.isObject()) {
      return failed(
          ErrorCode.ANSIBLE_UNKNOWN_EXIT,
          hosts(stats) == 0
              ? "The play ran on no host at all; the inventory does not match the playbook."
              : "The play ended without its completion marker, so what it did is not known.");
    }
    return withoutStatistics(events, exitCode, output);
  }

  /**
   * The failed task that explains the run: one that names a code of ours before one that does not.
   */
  private static Optional<RunOutcome> failure(List<RunEvent> events, JsonNode stats) {
    List<JsonNode> failed =
        events.stream()
            .filter(e -> e.name().equals("failed"))
            .map(RunEvent::body)
            .filter(e -> !e.path("ignored").asBoolean(false))
            .toList();
    boolean allRescued = isClean(stats);
    if (failed.isEmpty() || allRescued || (stats.isObject() && hosts(stats) == 0)) {
      return Optional.empty();
    }
    JsonNode ours =
        failed.stream().filter(e -> code(e).isPresent()).reduce((a, b) -> b).orElse(missing());
    JsonNode event = ours.isMissingNode() ? failed.get(failed.size() - 1) : ours;
    String said = firstLine(event.path("error").path("message").asString(""));
    ErrorCode code = code(event).orElse(ErrorCode.ANSIBLE_HOST_FAILED);
    String sentence =
        code == ErrorCode.ANSIBLE_HOST_FAILED
            ? "The task \"" + event.path("task").asString("?") + "\" failed" + because(said)
            : sentence(said, code);
    return Optional.of(new RunOutcome(code, sentence, missing(), event));
  }

  private static RunOutcome withoutStatistics(List<RunEvent> events, int exitCode, String output) {
    if (output.contains("Unexpected Exception") || exitCode == 250 || exitCode > 128) {
      return failed(
          ErrorCode.ANSIBLE_UNEXPECTED_ERROR,
          exitCode > 128 && exitCode < 250
              ? "ansible-playbook was killed by signal " + (exitCode - 128) + "."
              : "ansible-playbook crashed; its own words are below.");
    }
    if (events.stream().noneMatch(e -> e.name().equals("ok"))
        && SYNTAX.stream().anyMatch(output::contains)) {
      return failed(
          ErrorCode.ANSIBLE_SYNTAX_ERROR,
          "Ansible cannot read the playbook or its options" + because(errorLine(output)));
    }
    if (output.contains("ERROR!") || exitCode == 1) {
      return failed(
          ErrorCode.ANSIBLE_PLAY_ERROR, "The play could not be run" + because(errorLine(output)));
    }
    return failed(
        ErrorCode.ANSIBLE_UNKNOWN_EXIT,
        "ansible-playbook ended with status " + exitCode + " and left no record of why.");
  }

  /**
   * The sentence, then the last output, at most {@value RunDirectory#TAIL_BYTES} bytes of it.
   *
   * @param output without secrets
   */
  public String message(String output) {
    byte[] bytes = output.strip().getBytes(StandardCharsets.UTF_8);
    String tail =
        bytes.length <= RunDirectory.TAIL_BYTES
            ? output.strip()
            : new String(
                Arrays.copyOfRange(bytes, bytes.length - RunDirectory.TAIL_BYTES, bytes.length),
                StandardCharsets.UTF_8);
    return tail.isEmpty() ? sentence : sentence + "\n\n" + tail;
  }

  private static RunOutcome failed(ErrorCode code, String sentence) {
    return new RunOutcome(code, sentence, missing(), missing());
  }

  private static JsonNode missing() {
    return JsonNodeFactory.instance.missingNode();
  }

  private static JsonNode last(List<RunEvent> events, String name) {
    return events.stream()
        .filter(e -> e.name().equals(name))
        .map(RunEvent::body)
        .reduce((a, b) -> b)
        .orElse(missing());
  }

  private static boolean isClean(JsonNode stats) {
    return stats.isObject()
        && hosts(stats) > 0
        && stats.path("failures").asInt(1) == 0
        && stats.path("unreachable").asInt(1) == 0;
  }

  private static int hosts(JsonNode stats) {
    JsonNode hosts = stats.path("hosts");
    return hosts.isContainer() ? hosts.size() : hosts.asInt(0);
  }

  private static Optional<ErrorCode> code(JsonNode event) {
    String name = event.path("error").path("code").asString("");
    return Arrays.stream(ErrorCode.values()).filter(c -> c.name().equals(name)).findFirst();
  }

  private static String sentence(String said, ErrorCode code) {
    return said.isEmpty() ? "The node reports " + code + "." : cut(said);
  }

  private static String because(String reason) {
    String said = firstLine(reason);
    return said.isEmpty() ? "." : ": " + cut(said) + (said.endsWith(".") ? "" : ".");
  }

  private static String errorLine(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith("ERROR!") || line.contains(": error: "))
        .findFirst()
        .map(line -> line.replaceFirst("^ERROR! *|^.*: error: ", ""))
        .orElse("");
  }

  private static String firstLine(String text) {
    return text.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
  }

  private static String cut(String text) {
    return text.length() <= SENTENCE_CHARS ? text : text.substring(0, SENTENCE_CHARS) + "...";
  }
}
