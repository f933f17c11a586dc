package io.jenkins.plugins.pressluft.it.web;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.User;
import io.jenkins.plugins.pressluft.it.Site;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftPermissions;
import java.net.URI;
import java.net.http.HttpResponse;
import jenkins.model.Jenkins;
import jenkins.security.ApiTokenProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Jobs that are asked for over the wire, on an agent, onto a real WordPress. */
class RestJobTest {
  private static final String PRODUCTION = "/environments/acme%2Fproduction";
  private static final String BACKUP = "{\"backup_scope\":\"full\",\"message\":\"over the wire\"}";

  @RegisterExtension private final Site site = new Site();
  @RegisterExtension private final RealJenkinsExtension jenkins = Site.controller();

  /** People with and without a permission; the token of the one who may. */
  private static String people(JenkinsRule rule) throws Exception {
    rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
    rule.jenkins.setAuthorizationStrategy(
        new MockAuthorizationStrategy()
            .grant(Jenkins.READ)
            .everywhere()
            .to("operator", "viewer", "nobody")
            .grant(PressluftPermissions.VIEW)
            .onRoot()
            .to("viewer")
            .grant(PressluftPermissions.BACKUP)
            .onRoot()
            .to("operator"));
    ApiTokenProperty tokens = User.getById("operator", true).getProperty(ApiTokenProperty.class);
    return tokens.generateNewToken("test").plainValue;
  }

  @Test
  void aSessionWithItsCrumbAndAnApiTokenEachMakeABackupAndNobodyElseDoes() throws Throwable {
    site.declareIn(jenkins);
    String root = Site.agentRoot();
    jenkins.startJenkins();
    String token =
        jenkins.runRemotely(
            rule -> {
              Site.bringAgent(rule, root);
              return people(rule);
            });
    URI address = jenkins.getUrl().toURI();

    Http session = new Http(address).login("operator");
    session.with("Jenkins-Crumb", session.crumb());
    completes(session, session.post(PRODUCTION + "/backups", BACKUP));

    Http script = new Http(address).basic("operator", token);
    completes(script, script.post(PRODUCTION + "/backups", BACKUP));
    assertThat(script.get(PRODUCTION + "/backups").body())
        .contains("over the wire", "\"status\":\"completed\"");

    refused(new Http(address).post(PRODUCTION + "/backups", BACKUP), 401, "unauthorized");
    Http crumbless = new Http(address).login("operator");
    refused(crumbless.post(PRODUCTION + "/backups", BACKUP), 403, "forbidden");
    Http viewer = new Http(address).login("viewer");
    viewer.with("Jenkins-Crumb", viewer.crumb());
    refused(viewer.post(PRODUCTION + "/backups", BACKUP), 403, "forbidden");
    refused(script.post(PRODUCTION + "/restore/undo", "{}"), 403, "forbidden");
    Http nobody = new Http(address).login("nobody");
    nobody.with("Jenkins-Crumb", nobody.crumb());
    refused(nobody.post(PRODUCTION + "/backups", BACKUP), 404, "not_found");
    refused(nobody.get(PRODUCTION), 404, "not_found");
    jenkins.stopJenkins();
  }

  private static void refused(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }

  /** Follows a job to its end. */
  private static void completes(Http client, HttpResponse<String> accepted) throws Exception {
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    String id = accepted.body().replaceAll("(?s).*\"job_id\":\"([^\"]+)\".*", "$1");
    String job;
    do {
      Thread.sleep(200);
      job = client.get("/jobs/" + id).body();
    } while (job.contains("\"status\":\"queued\"") || job.contains("\"status\":\"running\""));
    assertThat(job)
        .contains("\"status\":\"succeeded\"", "sha256:", "\"requested_by\":\"operator\"");
  }
}
