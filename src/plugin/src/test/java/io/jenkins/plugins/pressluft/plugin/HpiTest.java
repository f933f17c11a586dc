package io.jenkins.plugins.pressluft.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The installable archive, unpacked. Runs after it was packed, in the phase "verify". */
class HpiTest {
  private static final String OURS = "WEB-INF/lib/pressluft.jar";
  private static final String MANIFEST = "META-INF/MANIFEST.MF";

  private ZipFile hpi;

  @BeforeEach
  void open() throws IOException {
    hpi = new ZipFile(Path.of(System.getProperty("pressluft.hpi")).toFile());
  }

  @AfterEach
  void close() throws IOException {
    hpi.close();
  }

  private byte[] bytes(String name) throws IOException {
    ZipEntry entry = hpi.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    try (InputStream in = hpi.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private Map<String, byte[]> jar(String name) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes(name)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  private List<String> jars() {
    return hpi.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith("WEB-INF/lib/") && name.endsWith(".jar"))
        .toList();
  }

  @Test
  void theManifestSaysWhatJenkinsNeeds() throws IOException {
    Attributes said = new Manifest(new ByteArrayInputStream(bytes(MANIFEST))).getMainAttributes();
    assertThat(said.getValue("Short-Name")).isEqualTo("pressluft");
    assertThat(said.getValue("Long-Name")).isEqualTo("Pressluft");
    assertThat(said.getValue("Group-Id")).isEqualTo("io.jenkins.plugins");
    assertThat(said.getValue("Plugin-Version")).isNotBlank().doesNotContain("$");
    assertThat(said.getValue("Jenkins-Version")).isEqualTo("2.516.3");
    assertThat(said.getValue("Minimum-Java-Version")).isEqualTo("17");
    assertThat(said.getValue("Plugin-Dependencies").split(","))
        .allMatch(
            dependency -> dependency.matches("[a-z0-9-]+:[0-9][^;$]*(;resolution:=optional)?"))
        .anyMatch(dependency -> dependency.startsWith("workflow-step-api:"))
        .anyMatch(dependency -> dependency.startsWith("credentials:"))
        .anyMatch(dependency -> dependency.startsWith("ansible:"));
    assertThat(said.getValue("PluginFirstClassLoader")).isNull();
  }

  @Test
  void theInnerJarSaysTheSame() throws IOException {
    Attributes outer = new Manifest(new ByteArrayInputStream(bytes(MANIFEST))).getMainAttributes();
    Attributes inner =
        new Manifest(new ByteArrayInputStream(jar(OURS).get(MANIFEST))).getMainAttributes();
    inner.forEach((name, value) -> assertThat(outer.get(name)).as("%s", name).isEqualTo(value));
    assertThat(inner.getValue("Short-Name")).isEqualTo("pressluft");
    assertThat(inner.getValue("Plugin-Version")).isEqualTo(outer.getValue("Plugin-Version"));
  }

  @Test
  void theIndexesListEveryStepAndTheEngine() throws IOException {
    Map<String, byte[]> ours = jar(OURS);
    String extensions = text(ours, "META-INF/annotations/hudson.Extension");
    String initializers = text(ours, "META-INF/annotations/hudson.init.Initializer");
    String terminators = text(ours, "META-INF/annotations/hudson.init.Terminator");
    for (String step :
        List.of("Backup", "Restore", "Deploy", "Update", "Rollback", "Health", "Lock")) {
      assertThat(extensions).contains("plugin.step." + step + "Step$DescriptorImpl");
    }
    assertThat(extensions).contains("io.jenkins.plugins.pressluft.plugin.Pressluft");
    assertThat(initializers).contains("io.jenkins.plugins.pressluft.plugin.Pressluft");
    assertThat(terminators).contains("io.jenkins.plugins.pressluft.plugin.Pressluft");
    assertThat(ours).containsKey("index.jelly");
  }

  @Test
  void everyFieldOfAStepHasHelp() throws IOException {
    Map<String, byte[]> ours = jar(OURS);
    String room = "io/jenkins/plugins/pressluft/plugin/step/";
    List<String> forms =
        ours.keySet().stream().filter(name -> name.matches(room + "\\w+/config\\.jelly")).toList();
    assertThat(forms).hasSize(7);
    List<String> without = new ArrayList<>();
    for (String form : forms) {
      String directory = form.substring(0, form.lastIndexOf('/') + 1);
      assertThat(ours).containsKey(directory + "help.html");
      java.util.regex.Matcher fields =
          java.util.regex.Pattern.compile("field=\"(\\w+)\"").matcher(text(ours, form));
      while (fields.find()) {
        String help = "help-" + fields.group(1) + ".html";
        if (!ours.containsKey(directory + help) && !ours.containsKey(room + "JobStep/" + help)) {
          without.add(directory + help);
        }
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void noPageHasScriptOrStyleInside() throws IOException {
    Map<String, byte[]> ours = jar(OURS);
    List<String> inline =
        ours.keySet().stream()
            .filter(name -> name.endsWith(".jelly") || name.endsWith(".html"))
            .filter(
                name ->
                    text(ours, name)
                        .matches(
                            "(?is).*(<script(?![^>]*\\bsrc=)|<style\\b|\\bon(click|change|load)=|\\bstyle=).*"))
            .toList();
    assertThat(inline).isEmpty();
  }

  @Test
  void neitherALoggerNorADeclarationOfJenkinsIsBundled() throws IOException {
    assertThat(jars())
        .noneMatch(name -> name.matches(".*/(slf4j|logback|log4j|jcl-over|guava|jakarta\\.).*"))
        .noneMatch(name -> name.contains("signatures"));
    for (String name : jars()) {
      assertThat(jar(name).keySet())
          .as(name)
          .noneMatch(file -> file.startsWith("hudson/") || file.startsWith("jenkins/"))
          .noneMatch(file -> file.startsWith("org/jenkinsci/") || file.startsWith("org/slf4j/"))
          .noneMatch(file -> file.startsWith("org/kohsuke/stapler/"));
    }
  }

  @Test
  void everyBundledLibraryHasItsLicenceNamed() throws IOException {
    String licences = new String(bytes("WEB-INF/licenses.xml"), StandardCharsets.UTF_8);
    List<String> unnamed =
        jars().stream()
            .map(name -> name.substring("WEB-INF/lib/".length()))
            .filter(name -> !name.startsWith("pressluft"))
            .map(name -> name.replaceFirst("-\\d.*", ""))
            .filter(name -> !licences.contains("artifactId=\"" + name + "\""))
            .toList();
    assertThat(unnamed)
        .as("Name them in src/main/webapp/WEB-INF/licenses.xml, with the licence of their pom")
        .isEmpty();
  }

  @Test
  void theEnginesMigrationsPlaybooksAndContractAreInside() throws IOException {
    String engine =
        jars().stream().filter(name -> name.contains("pressluft-engine")).findFirst().orElseThrow();
    Stream.of(
            "pressluft/migrations/sqlite/V1__the_house.sql",
            "pressluft/migrations/postgresql/V7__the_house.sql",
            "pressluft/ansible/ansible.cfg",
            "pressluft/contracts/openapi.yaml")
        .forEach(
            file -> {
              try {
                assertThat(jar(engine)).containsKey(file);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  private static String text(Map<String, byte[]> jar, String name) {
    assertThat(jar).containsKey(name);
    return new String(jar.get(name), StandardCharsets.ISO_8859_1);
  }
}
