package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.security.ACL;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.config.PressluftConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The Configuration as Code file of the documentation, loaded while the controller starts. */
class ExampleConfigurationTest {
  private static final Path EXAMPLE = Path.of("../../docs/examples/jenkins.yaml");
  private static final String PASSWORD = "hunter-22-of-the-database";

  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension jenkins = Site.controller();
  @TempDir private Path directory;

  @Test
  void itIsInForceAtTheStartAndASiteIsBackedUpAndRestoredWithTheCredentialsThatItDeclares()
      throws Throwable {
    loading(Files.writeString(directory.resolve("jenkins.yaml"), ofTheLab()));
    String root = Site.agentRoot();
    String script =
        """
        def backup = pressluftBackup environment: 'acme/production'
        def refused = pressluftRestore environment: 'acme/production', backupId: backup, failOnRefusal: false
        echo "refused ${refused.code}"
        def restore = pressluftRestore environment: 'acme/production', backupId: backup, confirmation: "RESTORE ${backup.backupId}"
        echo "restore ${restore.status}"
        """;
    jenkins.then(
        rule -> {
          inForce(rule);
          rule.waitOnline(Site.addAgent(rule, "worker", root, rule.createComputerLauncher(null)));
          Folder acme =
              rule.createProject(Folder.class, "teams").createProject(Folder.class, "acme");
          WorkflowJob job = acme.createProject(WorkflowJob.class, "cycle");
          job.setDefinition(new CpsFlowDefinition(script, true));
          WorkflowRun run = rule.waitForCompletion(job.scheduleBuild2(0).waitForStart());
          String log = JenkinsRule.getLog(run);
          System.err.println(log);
          rule.assertBuildStatusSuccess(run);
          assertThat(log)
              .contains("refused confirmation_required", "restore succeeded")
              .doesNotContain(PASSWORD);
          for (String id : List.of("web1-key", "acme-db-admin")) {
            Used used = Used.of(id, rule.jenkins);
            assertThat(used.jobs()).as(id).contains("teams/acme/cycle");
            assertThat(used.nodes()).as(id).contains("worker");
          }
        });
    assertThat(site.lab().wordpress().get("").body()).contains(Site.TEXT);
  }

  /** What the file says that nobody said since. */
  private static void inForce(JenkinsRule rule) {
    List<Environment> all = Pressluft.get().store().read(tx -> tx.environments().all());
    assertThat(all).extracting(Environment::slugPath).containsExactly("acme/production");
    assertThat(all.get(0).spec().folder()).isEqualTo("teams/acme");
    assertThat(PressluftConfiguration.get().getAgentLabel()).isEqualTo("ansible");
    assertThat(PressluftConfiguration.get().getAnsibleInstallation()).isEqualTo("ansible-core");
    assertThat(rule.jenkins.getNumExecutors()).isZero();
    assertThat(
            CredentialsProvider.lookupCredentialsInItemGroup(
                StandardCredentials.class, rule.jenkins, ACL.SYSTEM2, List.of()))
        .extracting(StandardCredentials::getId)
        .containsExactlyInAnyOrder("web1-key", "acme-db-admin");
  }

  private void loading(Path file) throws IOException {
    jenkins
        .extraEnv("CASC_JENKINS_CONFIG", file.toString())
        .extraEnv("WEB1_PRIVATE_KEY", Files.readString(site.lab().ssh().privateKey()))
        .extraEnv("ACME_DB_ADMIN_PASSWORD", PASSWORD);
  }

  /**
   * The file with the addresses of the lab, whose database has an administrator with a password.
   */
  private String ofTheLab() throws IOException {
    LabHost lab = site.lab();
    lab.database()
        .sql(
            "",
            "create or replace user 'pressluft'@'localhost' identified by '%s';".formatted(PASSWORD)
                + " grant all on *.* to 'pressluft'@'localhost' with grant option;");
    String text = Files.readString(EXAMPLE);
    text = swap(text, "host: 10.0.0.5", "host: 127.0.0.1\n      port: " + lab.ssh().port());
    text =
        swap(
            text,
            "user: deploy\n      private",
            "user: " + System.getProperty("user.name") + "\n      private");
    text =
        swap(
            text,
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl",
            lab.ssh().hostKey());
    text = swap(text, "become: true", "become: false");
    text = swap(text, "/srv/backups", lab.backups().toString());
    text = swap(text, "/var/www/sites/acme", lab.wordpress().path().toString());
    text = swap(text, "https://acme.example/", lab.wordpress().url());
    text = swap(text, "unix:/run/php/php8.2-fpm.sock", "\"" + lab.php().address() + "\"");
    text =
        swap(
            text,
            "name: wp, socket: /run/mysqld/mysqld.sock",
            "name: %s, socket: %s, admin_user: pressluft"
                .formatted(lab.wordpress().databaseName(), lab.database().socket()));
    return swap(text, "/opt/ansible/bin", "/usr/bin");
  }

  private static String swap(String text, String example, String real) {
    assertThat(text).contains(example);
    return text.replace(example, real);
  }
}
