package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What kind of lab to start.
 *
 * @param directory new or empty; removed at the end unless {@code keep}
 * @param environments slug paths, {@code site/environment}; each gets a WordPress of its own
 * @param bufferPoolMib MariaDB's memory in MiB; 512 and more also bring a log of 512 MiB
 * @param phpWorkers how many requests PHP answers at once
 * @param ssh whether the lab can be reached as a node over SSH
 * @param keep whether the directory stays when the lab has stopped
 */
public record LabOptions(
    Path directory,
    List<String> environments,
    int bufferPoolMib,
    int phpWorkers,
    boolean ssh,
    boolean keep) {

  /** The beginning of the name of every directory that {@link #temporary()} makes. */
  static final String PREFIX = "pressluft-lab-";

  public LabOptions {
    environments = List.copyOf(environments);
    for (String slugPath : environments) {
      if (!slugPath.matches("[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*")) {
        throw new IllegalArgumentException("not site/environment: " + slugPath);
      }
    }
  }

  /** One WordPress in a fresh directory below the system's temporary one. */
  public static LabOptions temporary() {
    try {
      return in(Files.createTempDirectory(PREFIX));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One WordPress in this directory. */
  public static LabOptions in(Path directory) {
    return new LabOptions(directory, List.of("acme/production"), 64, 4, false, false);
  }

  public LabOptions withEnvironments(String... slugPaths) {
    return new LabOptions(directory, List.of(slugPaths), bufferPoolMib, phpWorkers, ssh, keep);
  }

  public LabOptions withBufferPoolMib(int mib) {
    return new LabOptions(directory, environments, mib, phpWorkers, ssh, keep);
  }

  public LabOptions withPhpWorkers(int workers) {
    return new LabOptions(directory, environments, bufferPoolMib, workers, ssh, keep);
  }

  public LabOptions withSsh() {
    return new LabOptions(directory, environments, bufferPoolMib, phpWorkers, true, keep);
  }

  public LabOptions kept() {
    return new LabOptions(directory, environments, bufferPoolMib, phpWorkers, ssh, true);
  }
}
