package io.jenkins.plugins.pressluft.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookTreeTest {
  @TempDir Path temporary;

  @Test
  void unpacksThePlaybooksOfThisProgramOnce() {
    Path tree = PlaybookTree.unpack(temporary);

    assertThat(tree.resolve("ansible.cfg")).isRegularFile();
    assertThat(tree.getParent()).isEqualTo(temporary.resolve("ansible"));
    assertThat(PlaybookTree.unpack(temporary)).isEqualTo(tree);
    assertThat(temporary.resolve("ansible")).isDirectoryContaining(tree::equals);
    assertThat(temporary.resolve("ansible").toFile().list()).hasSize(1);
  }

  @Test
  void unpacksFromAJarAndKeepsTheTreeOfAnEarlierProgram() throws IOException {
    Path first = unpackJar("one", "- hosts: a\n");
    Path second = unpackJar("two", "- hosts: b\n");

    assertThat(second).isNotEqualTo(first);
    assertThat(first.resolve("playbooks/x.yml")).hasContent("- hosts: a\n");
    assertThat(second.resolve("playbooks/x.yml")).hasContent("- hosts: b\n");
    assertThat(first.resolve("other")).doesNotExist();
  }

  private Path unpackJar(String name, String playbook) throws IOException {
    Path jar = temporary.resolve(name + ".jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      entry(out, "pressluft/ansible/ansible.cfg", "[defaults]\n");
      entry(out, "pressluft/ansible/playbooks/x.yml", playbook);
      entry(out, "pressluft/other", "not part of it");
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      return PlaybookTree.unpack(temporary.resolve("home"), loader);
    }
  }

  private static void entry(JarOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.closeEntry();
  }
}
