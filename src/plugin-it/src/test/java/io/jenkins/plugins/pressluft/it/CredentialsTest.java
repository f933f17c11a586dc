package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider.FolderCredentialsProperty;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.DomainCredentials;
import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import hudson.util.Secret;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Keys that only a folder has, and the seed of one-time codes, from Jenkins' credentials. */
class CredentialsTest {
  /** The same twenty bytes, as they are and in Base32. */
  private static final String SEED = "12345678901234567890";

  private static final String BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension jenkins = Site.controller();

  private static BasicSSHUserPrivateKey key(String text) {
    return new BasicSSHUserPrivateKey(
        CredentialsScope.GLOBAL,
        "web1-key",
        "deploy",
        new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(text),
        "",
        "");
  }

  private static Folder folderWith(JenkinsRule rule, Credentials credential) throws Exception {
    Folder folder = rule.createProject(Folder.class, "teams").createProject(Folder.class, "acme");
    folder.addProperty(
        new FolderCredentialsProperty(
            new DomainCredentials[] {new DomainCredentials(Domain.global(), List.of(credential))}));
    return folder;
  }

  private static String codeOfNow() throws InvalidKeyException {
    SecretKeySpec key = new SecretKeySpec(SEED.getBytes(StandardCharsets.US_ASCII), "HmacSHA1");
    return new TimeBasedOneTimePasswordGenerator()
        .generateOneTimePasswordString(key, Instant.now(), Locale.ROOT);
  }

  private static String run(JenkinsRule rule, WorkflowJob job, String script) throws Exception {
    job.setDefinition(new CpsFlowDefinition(script, true));
    WorkflowRun run = rule.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    String log = JenkinsRule.getLog(run);
    System.err.println(log);
    rule.assertBuildStatusSuccess(run);
    return log;
  }

  @Test
  void theFoldersKeyOpensTheNodeAndTheSeedChecksTheCodeAndBothTellThatTheyWereUsed()
      throws Throwable {
    String registry =
        RegistryFile.overSsh(site.lab())
            .with(Site.NAME, "folder", "teams/acme")
            .with(Site.NAME, "one_time_code", "{seed: {credential: acme-totp}}")
            .text()
            .replaceAll("private_key: .*", "private_key: {credential: web1-key}");
    site.declareIn(jenkins, registry);
    String real = Files.readString(site.lab().ssh().privateKey());
    String root = Site.agentRoot();
    jenkins.then(
        rule -> {
          rule.waitOnline(Site.addAgent(rule, "worker", root, rule.createComputerLauncher(null)));
          // One of the same id that opens nothing, in Jenkins as a whole.
          List<Credentials> ofAll = SystemCredentialsProvider.getInstance().getCredentials();
          ofAll.add(key("no key at all\n"));
          ofAll.add(
              new StringCredentialsImpl(
                  CredentialsScope.GLOBAL, "acme-totp", "", Secret.fromString(BASE32)));
          SystemCredentialsProvider.getInstance().save();
          Folder folder = folderWith(rule, key(real));
          WorkflowJob job = folder.createProject(WorkflowJob.class, "inside");

          String made =
              run(
                  rule,
                  job,
                  "def backup = node('ansible') { pressluftBackup environment: 'acme/production' }\n"
                      + "echo \"made ${backup.status}\"");
          assertThat(made).contains("made succeeded").doesNotContain("PRIVATE KEY");
          assertThat(Used.of("web1-key", folder).jobs()).containsExactly("teams/acme/inside");
          assertThat(Used.of("web1-key", folder).nodes()).containsExactly("worker");
          assertThat(Used.of("web1-key", rule.jenkins).jobs()).isEmpty();

          String code = codeOfNow();
          String asked =
              run(
                  rule,
                  job,
                  """
                  def ask = { otp -> pressluftRestore environment: 'acme/production', backupId: 'latest', dryRun: true, otp: otp, failOnRefusal: false }
                  node('ansible') {
                    echo "none ${ask('').code}"
                    echo "wrong ${ask('000000').code}"
                    echo "right ${ask('%1$s').status}"
                    echo "again ${ask('%1$s').code}"
                  }
                  """
                      .formatted(code));
          assertThat(asked)
              .contains("none otp_required", "wrong otp_invalid", "right succeeded")
              .contains("again otp_invalid")
              .doesNotContain(BASE32);
          assertThat(Used.of("acme-totp", rule.jenkins).jobs())
              .containsExactly("teams/acme/inside");
          assertThat(Used.of("acme-totp", rule.jenkins).nodes()).isEmpty();
        });
  }
}
