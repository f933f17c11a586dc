package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The private directory of one run: what the playbook gets, and what it leaves. */
final class RunDirectory {
  static final String EVENTS = "events.jsonl";
  static final String OUTPUT = "output.log";
  static final String EXIT = "exit";
  static final String SECRETS = "secrets.json";
  static final String VARIABLES = "vars.json";
  static final String LOG_NAME = "log-name";
  static final String TREE = "tree";
  static final int TAIL_BYTES = 10 * 1024;

  /** At most this much is read of the events at once, in bytes. */
  private static final int EVENTS_AT_ONCE = 8 * 1024 * 1024;

  /** Only these repeat what a host said; others hold facts whose bytes must not change. */
  private static final Set<String> SPOKEN = Set.of("failed", "unreachable", "warning", "progress");

  private final Path path;

  RunDirectory(Path path) {
    this.path = path;
  }

  /** Whether it is still there. */
  boolean exists() {
    return Files.isDirectory(path);
  }

  /** What hides the run's secrets, also after a restart of the engine. */
  Masking masking() {
    try {
      return Masking.of(Files.readString(path.resolve(SECRETS)));
    } catch (IOException | JacksonException e) {
      return new Masking(List.of());
    }
  }

  /** Events from a byte offset on, as far as their lines are complete. */
  Events events(long offset, Masking masking) {
    List<RunEvent> events = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(path.resolve(EVENTS))) {
      long available = channel.size() - offset;
      ByteBuffer buffer =
          ByteBuffer.allocate((int) Math.max(0, Math.min(available, EVENTS_AT_ONCE)));
      while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
        continue;
      }
      byte[] bytes = buffer.array();
      int begin = 0;
      for (int end = 0; end < buffer.position(); end++) {
        if (bytes[end] == '\n') {
          parse(new String(bytes, begin, end - begin, StandardCharsets.UTF_8), masking, events);
          begin = end + 1;
        }
      }
      return new Events(events, offset + begin, available > EVENTS_AT_ONCE && begin > 0);
    } catch (NoSuchFileException e) {
      return new Events(events, offset, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Some events.
   *
   * @param next where to go on
   * @param more whether more lines are already there
   */
  record Events(List<RunEvent> events, long next, boolean more) {}

  private static void parse(String line, Masking masking, List<RunEvent> events) {
    try {
      JsonNode body = JsonMapper.shared().readTree(line);
      String name = body.path("event").asString("");
      if (name.isEmpty()) {
        return;
      }
      if (SPOKEN.contains(name)) {
        body = JsonMapper.shared().readTree(masking.apply(line));
      }
      events.add(
          new RunEvent(
              body.path("seq").asLong(0),
              Instant.parse(body.path("at").asString("1970-01-01T00:00:00Z")),
              name,
              body.path("stage").asString(null),
              body));
    } catch (JacksonException | DateTimeParseException e) {
      // A line that was cut by a kill tells nothing; what matters is told by the events around it.
      return;
    }
  }

  /** The last output, at most {@value #TAIL_BYTES} bytes, from a line's beginning on, masked. */
  String tail(Masking masking) {
    String text = masking.apply(end(path.resolve(OUTPUT), TAIL_BYTES + 4 * masking.longest()));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= TAIL_BYTES) {
      return text;
    }
    String cut = new String(bytes, bytes.length - TAIL_BYTES, TAIL_BYTES, StandardCharsets.UTF_8);
    int newline = cut.indexOf('\n');
    return newline >= 0 && newline < cut.length() - 1 ? cut.substring(newline + 1) : cut;
  }

  /** The whole output, masked; its middle is left out beyond {@code most} bytes. */
  String output(Masking masking, int most) {
    Path file = path.resolve(OUTPUT);
    try {
      return masking.apply(
          Files.size(file) <= most
              ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
              : "[the beginning is left out]\n" + end(file, most));
    } catch (IOException e) {
      return "";
    }
  }

  /** The name of the log that the output belongs to. */
  String logName() {
    try {
      return Files.readString(path.resolve(LOG_NAME)).strip();
    } catch (IOException e) {
      return path.getFileName().toString();
    }
  }

  /** The playbooks that the run uses; empty when it does not say. */
  Optional<Path> tree() {
    try {
      return Optional.of(Path.of(Files.readString(path.resolve(TREE)).strip()));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static String end(Path file, int most) {
    try (FileChannel channel = FileChannel.open(file)) {
      long from = Math.max(0, channel.size() - most);
      ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - from));
      while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
        continue;
      }
      String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      int newline = text.indexOf('\n');
      return from > 0 && newline >= 0 ? text.substring(newline + 1) : text;
    } catch (IOException e) {
      return "";
    }
  }
}
