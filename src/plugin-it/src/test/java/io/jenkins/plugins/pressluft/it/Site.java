package io.jenkins.plugins.pressluft.it;

import io.jenkins.plugins.pressluft.it.here.HereLauncherSource;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** One WordPress for all tests of the JVM, and controllers that are told of it. */
final class Site implements BeforeEachCallback {
  static final String NAME = "acme/production";
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Site.class);

  private LabHost lab;

  /** A controller with our plugin, whose playbooks run on this machine. */
  static RealJenkinsExtension controller() {
    Path runs;
    try {
      // The harness puts a blank into JENKINS_HOME, which Ansible would not survive.
      runs = Files.createTempDirectory("pressluft-runs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RealJenkinsExtension()
        .extraEnv(HereLauncherSource.RUNS, runs.toString())
        .withTimeout(300)
        .addSyntheticPlugin(
            new RealJenkinsExtension.SyntheticPlugin(HereLauncherSource.class)
                .shortName("pressluft-here")
                .header("Plugin-Dependencies", "pressluft:0"));
  }

  LabHost lab() {
    return lab;
  }

  /** Writes the registry where a controller that has not been started will look for it. */
  void declareIn(RealJenkinsExtension controller) throws IOException {
    Path home = controller.getHome().toPath().resolve("pressluft");
    Files.createDirectories(home);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(home.resolve("pressluft.yml"), RegistryFile.local(lab).text());
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    Shared shared =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Shared.class, type -> new Shared(), Shared.class);
    lab = shared.lab;
    if (shared.used) {
      lab.reset();
    }
    shared.used = true;
  }

  private static final class Shared implements AutoCloseable {
    private final LabHost lab = LabHost.start(LabOptions.temporary().withEnvironments(NAME));
    private boolean used;

    Shared() {
      lab.remember();
    }

    @Override
    public void close() {
      lab.close();
    }
  }
}
