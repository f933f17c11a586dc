package io.jenkins.plugins.pressluft.it;

import hudson.slaves.ComputerLauncher;
import hudson.slaves.DumbSlave;
import hudson.slaves.RetentionStrategy;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * One WordPress for all tests of the JVM, and controllers that are told of it. The agent {@value
 * #AGENT} is its machine; the controllers themselves run nothing.
 */
public final class Site implements BeforeEachCallback {
  /** The environment. */
  public static final String NAME = "acme/production";

  /** The node of the registry, and so the agent that its playbooks run on. */
  static final String AGENT = "lab";

  /** What the front page shows as long as the database is whole. */
  static final String TEXT = "The harbour in November";

  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Site.class);

  private LabHost lab;

  /** A controller with our plugin. */
  public static RealJenkinsExtension controller() {
    return new RealJenkinsExtension().withTimeout(600);
  }

  /** The WordPress and all that it runs on. */
  public LabHost lab() {
    return lab;
  }

  /** Writes the registry where a controller that has not been started will look for it. */
  public void declareIn(RealJenkinsExtension controller) throws IOException {
    declareIn(controller, RegistryFile.local(lab).text());
  }

  /** As {@link #declareIn(RealJenkinsExtension)}, with this registry. */
  public void declareIn(RealJenkinsExtension controller, String registry) throws IOException {
    Path home = controller.getHome().toPath().resolve("pressluft");
    Files.createDirectories(home);
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    Files.writeString(home.resolve("pressluft.yml"), registry);
  }

  /** A directory for an agent: the harness's own has a blank in its path. */
  public static String agentRoot() {
    try {
      return Files.createTempDirectory("pressluft-agent").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Brings the agent, as a process that the controller starts. To be called in the controller. */
  public static void bringAgent(JenkinsRule rule, String root) throws Exception {
    DumbSlave agent = addAgent(rule, AGENT, root, rule.createComputerLauncher(null));
    rule.waitOnline(agent);
  }

  static DumbSlave addAgent(JenkinsRule rule, String name, String root, ComputerLauncher launcher)
      throws Exception {
    rule.jenkins.setNumExecutors(0);
    DumbSlave agent = new DumbSlave(name, root, launcher);
    agent.setLabelString("ansible");
    agent.setNumExecutors(2);
    agent.setRetentionStrategy(RetentionStrategy.NOOP);
    rule.jenkins.addNode(agent);
    return agent;
  }

  /** Waits for a job's first build, which must succeed; its log. To be called in the controller. */
  public static String logOfFirstBuild(JenkinsRule rule, String job) throws Exception {
    WorkflowRun run =
        Objects.requireNonNull(
            rule.jenkins.getItemByFullName(job, WorkflowJob.class).getBuildByNumber(1));
    rule.assertBuildStatusSuccess(rule.waitForCompletion(run));
    String log = JenkinsRule.getLog(run);
    System.err.println(log);
    return log;
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
    private final LabHost lab =
        LabHost.start(LabOptions.temporary().withEnvironments(NAME).withSsh());
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
