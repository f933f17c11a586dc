package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Writes a server's {@code pressluft.yml} for a lab: every WordPress of it as an environment, the
 * lab as the one node {@code lab}, its directory for backups as the storage {@code shelf}.
 */
public final class RegistryFile {

  private static final String KEY = "lab_key";

  private final LabHost lab;
  private final boolean overSsh;
  private final Map<String, Map<String, String>> more = new LinkedHashMap<>();
  private final Map<String, String> jobs = new LinkedHashMap<>();
  private final Map<String, String> storages = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();

  private RegistryFile(LabHost lab, boolean overSsh) {
    this.lab = lab;
    this.overSsh = overSsh;
  }

  /** The node is this machine. */
  public static RegistryFile local(LabHost lab) {
    return new RegistryFile(lab, false);
  }

  /** The node is reached over the lab's SSH, although it is this machine. */
  public static RegistryFile overSsh(LabHost lab) {
    return new RegistryFile(lab, true);
  }

  /**
   * Adds or replaces one line of an environment, for example {@code protected: true}.
   *
   * @param value as YAML
   */
  public RegistryFile with(String slugPath, String key, String value) {
    more.computeIfAbsent(slugPath, name -> new LinkedHashMap<>()).put(key, value);
    return this;
  }

  /** Adds or replaces one line of the section {@code jobs}, for example {@code backoff: [1s]}. */
  public RegistryFile jobs(String key, String value) {
    jobs.put(key, value);
    return this;
  }

  /**
   * Adds another storage.
   *
   * @param value as YAML on one line
   */
  public RegistryFile storage(String name, String value) {
    storages.put(name, value);
    return this;
  }

  /** Adds a secret to the server's home. */
  public RegistryFile secret(String name, String value) {
    secrets.put(name, value);
    return this;
  }

  /** The file's text. */
  public String text() {
    StringBuilder text = new StringBuilder("version: 1\n");
    if (!jobs.isEmpty()) {
      text.append("jobs:\n");
      jobs.forEach((key, value) -> text.append("  " + key + ": " + value + "\n"));
    }
    text.append("nodes:\n  lab:\n");
    if (overSsh) {
      text.append("    connection: ssh\n    host: 127.0.0.1\n");
      text.append("    port: " + lab.ssh().port() + "\n");
      text.append("    user: " + LabHome.currentUser() + "\n");
      text.append("    private_key: {secret: " + KEY + "}\n");
      text.append("    host_key: \"" + lab.ssh().hostKey() + "\"\n");
    } else {
      text.append("    connection: local\n");
    }
    text.append("storage:\n  shelf:\n    type: file\n    path: " + lab.backups() + "\n");
    storages.forEach((name, value) -> text.append("  " + name + ": " + value + "\n"));
    text.append("sites:\n");
    Map<String, StringJoiner> sites = new LinkedHashMap<>();
    for (WordPress wordpress : lab.installations()) {
      sites
          .computeIfAbsent(wordpress.site(), name -> new StringJoiner(""))
          .add(environment(wordpress));
    }
    sites.forEach(
        (site, environments) -> text.append("  " + site + ":\n    environments:\n" + environments));
    return text.toString();
  }

  private String environment(WordPress wordpress) {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("kind", "wordpress");
    lines.put("node", "lab");
    lines.put("storage", "shelf");
    lines.put("path", wordpress.path().toString());
    lines.put("preview_url", wordpress.url());
    lines.put("fastcgi", lab.php().address());
    lines.put(
        "database",
        "{name: %s, socket: %s, admin_user: %s}"
            .formatted(
                wordpress.databaseName(), lab.database().socket(), lab.database().adminUser()));
    lines.putAll(more.getOrDefault(wordpress.slugPath(), Map.of()));
    StringBuilder text = new StringBuilder("      " + wordpress.environment() + ":\n");
    lines.forEach((key, value) -> text.append("        " + key + ": " + value + "\n"));
    return text.toString();
  }

  /** Writes it into a server's home, made when it is not there, with the key that it names. */
  public void writeTo(Path serverHome) {
    try {
      LabHost.privateDirectory(serverHome);
      Files.writeString(serverHome.resolve("pressluft.yml"), text());
      Map<String, String> all = new LinkedHashMap<>(secrets);
      if (overSsh) {
        all.put(KEY, Files.readString(lab.ssh().privateKey()));
      }
      for (Map.Entry<String, String> secret : all.entrySet()) {
        Path file =
            LabHost.privateDirectory(serverHome.resolve("secrets")).resolve(secret.getKey());
        Files.writeString(file, secret.getValue());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
