package io.jenkins.plugins.pressluft.lab.house;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A repository on this machine, made with git's own program. */
final class Repository {
  private final Path directory;

  private Repository(Path directory) {
    this.directory = directory;
  }

  /** An empty one whose branch is {@code main}. */
  static Repository of(Path directory) throws IOException {
    Files.createDirectories(directory);
    Repository repository = new Repository(directory);
    repository.git("init", "-q", "-b", "main");
    return repository;
  }

  Path path() {
    return directory;
  }

  /** The same repository as the current user reaches it over SSH on loopback. */
  String sshUrl(int port) {
    return "ssh://%s@127.0.0.1:%d%s".formatted(System.getProperty("user.name"), port, directory);
  }

  /**
   * Commits a tree on top of what is there.
   *
   * @return the commit's id, which also gets a tag
   */
  String commit(Path tree, String tag) throws IOException {
    Releases.run("cp", "-a", tree + "/.", directory.toString());
    git("add", "-A");
    git("commit", "-q", "-m", tag);
    git("tag", tag);
    return git("rev-parse", "HEAD").strip();
  }

  /** A plugin that lies in a repository of its own; to be committed with the next tree. */
  void addSubmodule(String path) throws IOException {
    Repository plugin = of(directory.resolveSibling("plugin"));
    Files.writeString(plugin.directory.resolve("sub.php"), "<?php // Plugin Name: Sub\n");
    plugin.git("add", "-A");
    plugin.git("commit", "-q", "-m", "plugin");
    git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        plugin.directory.toString(),
        path);
  }

  private String git(String... arguments) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("git", "-c", "user.name=a", "-c", "user.email=a@example.org"));
    words.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(words)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(words + " ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return said;
  }
}
