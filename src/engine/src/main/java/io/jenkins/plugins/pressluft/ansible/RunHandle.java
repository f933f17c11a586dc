package io.jenkins.plugins.pressluft.ansible;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What finds a local run again, after a restart of the engine or of the machine.
 *
 * @param directory the run's private directory
 * @param pid the session's leader
 * @param start when the leader started, in clock ticks after the machine's start: a later process
 *     with the same id has another one
 * @param boot the machine's start that {@code start} counts from
 */
record RunHandle(Path directory, long pid, long start, String boot) {

  String text() {
    return JsonMapper.shared()
        .writeValueAsString(
            Map.of("dir", directory.toString(), "pid", pid, "start", start, "boot", boot));
  }

  /**
   * Reads a handle back.
   *
   * @param runs the directory that every run of this launcher is in
   * @throws IllegalArgumentException if it is no handle of this launcher
   */
  static RunHandle parse(String text, Path runs) {
    try {
      JsonNode json = JsonMapper.shared().readTree(text);
      Path directory = Path.of(json.path("dir").asString("")).normalize();
      if (!runs.equals(directory.getParent())) {
        throw new IllegalArgumentException("the handle is not of this home: " + text);
      }
      return new RunHandle(
          directory,
          json.path("pid").asLong(0),
          json.path("start").asLong(0),
          json.path("boot").asString(""));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("no handle: " + text, e);
    }
  }

  /** The session's leader. */
  Leader leader() {
    return new Leader(pid, start, boot);
  }

  /** The run's id, which its directory is named by. */
  UUID run() {
    return UUID.fromString(directory.getFileName().toString());
  }
}
