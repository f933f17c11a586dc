package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code ansible-playbook} of this machine, found and known to be new enough. */
public final class AnsibleProgram {
  private static final Pattern VERSION =
      Pattern.compile("ansible-playbook (?:\\[core )?(\\d+)\\.(\\d+)[^\\]\\s]*");
  private static final int MAJOR = 2;
  private static final int MINOR = 14;
  private static final String INSTALL =
      "install ansible-core 2.14 or newer on the machine that runs the playbooks"
          + " (Debian: apt install ansible-core; elsewhere: pip install ansible-core)";

  private final String name;
  private final Map<String, String> environment;
  private String checked;

  /**
   * A program of this name or path.
   *
   * @param environment with the {@code PATH} that it is searched in
   */
  public AnsibleProgram(String name, Map<String, String> environment) {
    this.name = name;
    this.environment = environment;
  }

  /**
   * Its absolute path.
   *
   * @throws LaunchException if it is missing or too old, with a sentence on what to install
   */
  public synchronized String path() {
    Path found = find();
    String state;
    try {
      state = found + " " + Files.getLastModifiedTime(found);
    } catch (IOException e) {
      throw missing(e);
    }
    if (!state.equals(checked)) {
      check(found);
      checked = state;
    }
    return found.toString();
  }

  private Path find() {
    if (name.contains("/")) {
      return Path.of(name);
    }
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!directory.isEmpty()) {
        Path candidate = Path.of(directory, name);
        if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
          return candidate;
        }
      }
    }
    throw missing(null);
  }

  private void check(Path program) {
    String output;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(program.toString(), "--version").redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      output = new String(process.getInputStream().readNBytes(64 * 1024), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw missing(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw missing(e);
    }
    Matcher version = VERSION.matcher(output);
    if (!version.find()) {
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          program + " does not tell its version; " + INSTALL + ".",
          null);
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
      throw new LaunchException(
          ErrorCode.ANSIBLE_PLAY_ERROR,
          program
              + " is of version "
              + major
              + "."
              + minor
              + ", which is too old; "
              + INSTALL
              + ".",
          null);
    }
  }

  private LaunchException missing(Throwable cause) {
    return new LaunchException(
        ErrorCode.ANSIBLE_PLAY_ERROR,
        "The program " + name + " was not found; " + INSTALL + ".",
        cause);
  }
}
