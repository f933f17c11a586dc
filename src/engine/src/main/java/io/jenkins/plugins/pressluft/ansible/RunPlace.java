package io.jenkins.plugins.pressluft.ansible;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The private directory of a run on the machine that this code is executed on: made, read and
 * removed. It needs nothing but the JDK and this package, so that a host can have it executed on
 * another machine.
 */
public final class RunPlace {
  private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final RunPaths paths;
  private final Path directory;

  /** The place of one run. */
  public RunPlace(RunPaths paths) {
    this.paths = paths;
    this.directory = Path.of(paths.directory());
  }

  /**
   * Makes it with these files; directories have mode 0700, files 0600. What was made is removed
   * again when it fails.
   *
   * @param texts as {@link RunFiles#texts()}
   */
  public void create(Map<String, String> texts) throws IOException {
    Path home = PrivateFiles.directories(Path.of(paths.home()));
    PrivateFiles.directories(home.resolve("runs"));
    PrivateFiles.newDirectory(directory);
    try {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        PrivateFiles.write(file(text.getKey()), text.getValue());
      }
      PrivateFiles.newDirectory(directory.resolve(RunFiles.TEMPORARY));
      PrivateFiles.directories(Path.of(paths.control()));
    } catch (IOException e) {
      remove();
      throw e;
    }
  }

  private Path file(String name) throws IOException {
    Path file = directory.resolve(name).normalize();
    if (!directory.equals(file.getParent())) {
      throw new IOException("not a file of the run: " + name);
    }
    return file;
  }

  /** Its processes; the leader is who the run's script says. */
  public RunProcesses processes() {
    return new RunProcesses(paths, Leader.of(directory));
  }

  /** Whether it is there. */
  public boolean exists() {
    return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS);
  }

  /** The events from this byte on, at most {@code most} of them; none when there are none. */
  public byte[] events(long offset, int most) throws IOException {
    return read(RunDirectory.EVENTS, offset, most);
  }

  /** The plain output, as {@link #events}. */
  public byte[] output(long offset, int most) throws IOException {
    return read(RunDirectory.OUTPUT, offset, most);
  }

  /** What is to be masked, as the run's files say; empty text when they are gone. */
  public String secrets() {
    try {
      return Files.readString(directory.resolve(RunDirectory.SECRETS));
    } catch (IOException e) {
      return "";
    }
  }

  private byte[] read(String name, long offset, int most) throws IOException {
    try (FileChannel channel = FileChannel.open(directory.resolve(name))) {
      ByteBuffer buffer =
          ByteBuffer.allocate((int) Math.max(0, Math.min(channel.size() - offset, most)));
      while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
        continue;
      }
      byte[] bytes = new byte[buffer.position()];
      buffer.flip().get(bytes);
      return bytes;
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  /**
   * Removes it, what is secret first, and what a host that starts scripts keeps beside it. Doing it
   * twice is fine.
   */
  public void remove() throws IOException {
    PrivateFiles.removeTree(Path.of(paths.control()));
    for (String name :
        List.of(
            "key", PrivateText.DEPLOY_KEY, RunDirectory.VARIABLES, "known_hosts", Inventory.FILE)) {
      Files.deleteIfExists(directory.resolve(name));
    }
    if (exists()) {
      try (Stream<Path> entries = Files.list(directory)) {
        for (Path entry : entries.filter(e -> !e.endsWith(RunDirectory.SECRETS)).toList()) {
          PrivateFiles.removeTree(entry);
        }
      }
    }
    PrivateFiles.removeTree(directory);
    PrivateFiles.removeTree(directory.resolveSibling(directory.getFileName() + "@tmp"));
  }

  /**
   * The ids of the runs whose directories are below a home.
   *
   * @param home as in {@link RunPaths}
   */
  public static List<UUID> runs(String home) throws IOException {
    Set<UUID> runs = new LinkedHashSet<>();
    Path directory = Path.of(home, "runs");
    if (Files.isDirectory(directory)) {
      try (Stream<Path> entries = Files.list(directory)) {
        for (Path entry : entries.toList()) {
          String name = entry.getFileName().toString().replaceFirst("@tmp$", "");
          if (RUN.matcher(name).matches()) {
            runs.add(UUID.fromString(name));
          }
        }
      }
    }
    return List.copyOf(runs);
  }

  /** Clean, but for where programs and the account's own settings are on this machine. */
  public static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(
        "PATH",
        System.getenv()
            .getOrDefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"));
    environment.put("HOME", System.getenv().getOrDefault("HOME", System.getProperty("user.home")));
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    return environment;
  }
}
