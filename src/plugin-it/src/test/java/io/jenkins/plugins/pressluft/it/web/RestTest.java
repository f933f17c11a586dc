package io.jenkins.plugins.pressluft.it.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.User;
import io.jenkins.plugins.pressluft.ansible.PlaybookLauncher;
import io.jenkins.plugins.pressluft.plugin.LauncherSource;
import io.jenkins.plugins.pressluft.plugin.config.PressluftConfiguration;
import io.jenkins.plugins.pressluft.plugin.config.RegistryDocument;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftPermissions;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.ApiTokenProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class RestTest {
  private static final String BACKUP = "{\"backup_scope\":\"db\"}";
  private static final String SHOP = "/environments/shop%2Fproduction";
  private static final String ACME = "/environments/acme%2Fproduction";

  private JenkinsRule rule;
  private MockAuthorizationStrategy grants;

  @BeforeEach
  void open(JenkinsRule jenkins) throws Exception {
    rule = jenkins;
    PressluftConfiguration.get().setAllowOnController(true);
    RegistryDocument.ofController().declare(RegistryTree.of(Estate.REGISTRY));
    Folder teams = rule.jenkins.createProject(Folder.class, "teams");
    Folder acme = teams.createProject(Folder.class, "acme");
    rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
    grants =
        new MockAuthorizationStrategy()
            .grant(Jenkins.ADMINISTER)
            .everywhere()
            .to("admin")
            .grant(Jenkins.READ)
            .everywhere()
            .to("viewer", "operator", "nobody", "acmedev")
            .grant(PressluftPermissions.VIEW)
            .onRoot()
            .to("viewer")
            .grant(PressluftPermissions.BACKUP)
            .onRoot()
            .to("operator")
            .grant(PressluftPermissions.BACKUP)
            .onFolders(acme)
            .to("acmedev");
    rule.jenkins.setAuthorizationStrategy(grants);
  }

  @Test
  void anApiTokenReadsAndActs() throws Exception {
    Http operator = token("operator");

    assertJson(operator.get("/sites"), 200, "\"slug\":\"shop\"");
    HttpResponse<String> accepted = operator.post(SHOP + "/backups", BACKUP);
    assertJson(accepted, 202, "\"job_id\"");
    assertJson(operator.get("/jobs"), 200, "\"requested_by\":\"operator\"");
  }

  @Test
  void aSessionReadsAndActsWithItsCrumbOnly() throws Exception {
    Http operator = client().login("operator");

    assertJson(operator.get(SHOP), 200, "\"slug\":\"production\"");
    assertJson(operator.post(SHOP + "/backups", BACKUP), 403, "\"code\":\"forbidden\"");
    operator.with("Jenkins-Crumb", "0".repeat(64));
    assertJson(operator.post(SHOP + "/backups", BACKUP), 403, "\"code\":\"forbidden\"");
    operator.with("Jenkins-Crumb", operator.crumb());
    assertJson(operator.post(SHOP + "/backups", BACKUP), 202, "\"job_id\"");
  }

  @Test
  void aPasswordActsOnlyWithACrumb() throws Exception {
    Http operator = client().basic("operator", "operator");

    assertJson(operator.get("/sites"), 200, "shop");
    assertJson(operator.post(SHOP + "/backups", BACKUP), 403, "API token");
  }

  @Test
  void whoMayOnlySeeIsRefusedAndWhoMayNotSeeFindsNothing() throws Exception {
    assertJson(token("viewer").post(SHOP + "/backups", BACKUP), 403, "\"code\":\"forbidden\"");
    assertJson(token("nobody").get("/sites"), 200, "[]");
    assertJson(token("nobody").get(SHOP), 404, "\"code\":\"not_found\"");
    assertJson(token("nobody").post(SHOP + "/backups", BACKUP), 404, "\"code\":\"not_found\"");
  }

  @Test
  void aFolderKeepsItsEnvironments() throws Exception {
    Http acmedev = token("acmedev");

    assertJson(acmedev.get(ACME), 200, "\"slug\":\"production\"");
    assertJson(acmedev.get(SHOP), 404, "not_found");
    assertThat(acmedev.get("/sites").body()).contains("acme").doesNotContain("shop");
    assertJson(acmedev.post(ACME + "/backups", BACKUP), 202, "job_id");
    assertJson(token("operator").get(ACME), 404, "not_found");
    assertJson(token("admin").get(ACME), 200, "production");
    rule.jenkins.getItemByFullName("teams/acme").delete();
    assertJson(acmedev.get(ACME), 404, "not_found");
    assertJson(token("admin").get(ACME), 200, "production");
  }

  @Test
  void aStrangerIsAnsweredInJsonAndGetsNoSession() throws Exception {
    for (HttpResponse<String> answer :
        List.of(
            client().get("/sites"),
            client().get(SHOP),
            client().post(SHOP + "/backups", BACKUP),
            client().with("Authorization", "Bearer nonsense").get("/sites"))) {
      assertJson(answer, 401, "\"code\":\"unauthorized\"");
      assertThat(answer.headers().firstValue("WWW-Authenticate"))
          .hasValueSatisfying(
              challenge -> assertThat(challenge).doesNotContainIgnoringCase("basic"));
    }
    assertJson(client().get("/nonsense"), 404, "not_found");
    assertJson(client().post("/login", "{\"email\":\"a@b.c\",\"password\":\"x\"}"), 404, "host");
    assertJson(client().send("DELETE", "pressluft/api/sites", null), 405, "method_not_allowed");
    assertJson(client().post("/sites;x", "{}"), 403, null);
  }

  @Test
  void whatEverybodyMaySeeNeedsNoLogin() throws Exception {
    grants.grant(PressluftPermissions.VIEW).onRoot().toEveryone();

    assertJson(client().get(SHOP), 200, "production");
    assertJson(client().post(SHOP + "/backups", BACKUP), 403, "forbidden");
    grants.grant(PressluftPermissions.BACKUP).onRoot().toEveryone();
    assertJson(client().post(SHOP + "/backups", BACKUP), 403, "Jenkins-Crumb");
  }

  @Test
  void thePageListsWhatTheVisitorMaySee() throws Exception {
    String shown = client().login("operator").send("GET", "pressluft/", null).body();
    assertThat(shown).contains("shop/production").doesNotContain("acme/production");
    assertThat(client().send("GET", "pressluft/", null).statusCode()).isEqualTo(403);
    assertThat(token("nobody").send("GET", "pressluft/", null).statusCode()).isEqualTo(403);
  }

  @Test
  void eventsAreSentWhileTheyHappenAndHoldNoThread() throws Exception {
    Http operator = token("operator");
    String body = operator.post(SHOP + "/backups", BACKUP).body();
    String job = body.replaceAll(".*\"job_id\":\"([^\"]+)\".*", "$1");
    List<InputStream> streams = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        HttpResponse<InputStream> stream =
            operator
                .client()
                .send(
                    operator.request("GET", "pressluft/api/jobs/" + job + "/events", null),
                    HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type").orElse(""))
            .startsWith("text/event-stream");
        streams.add(stream.body());
      }
      BufferedReader first =
          new BufferedReader(new InputStreamReader(streams.get(39), StandardCharsets.UTF_8));
      String line = first.readLine();
      while (line != null && !line.startsWith("event: ")) {
        line = first.readLine();
      }
      assertThat(line).isNotNull();
      assertThat(waitingInOurServlet()).isZero();
      assertJson(operator.get("/sites"), 200, "shop");
    } finally {
      for (InputStream stream : streams) {
        stream.close();
      }
    }
  }

  private static long waitingInOurServlet() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                List.of(stack).stream()
                    .anyMatch(frame -> frame.getClassName().endsWith(".RestEndpoint")))
        .count();
  }

  private static void assertJson(HttpResponse<String> answer, int status, String part) {
    if (part == null) {
      assertThat(answer.statusCode()).isBetween(400, 499);
      return;
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.headers().allValues("Set-Cookie"))
        .noneMatch(cookie -> cookie.startsWith("JSESSIONID"));
    assertThat(answer.body()).contains(part);
  }

  private Http client() throws IOException {
    return new Http(java.net.URI.create(rule.getURL().toString()));
  }

  private Http token(String user) throws IOException {
    ApiTokenProperty tokens = User.getById(user, true).getProperty(ApiTokenProperty.class);
    String secret = tokens.generateNewToken("test").plainValue;
    return client().basic(user, secret);
  }

  /** Instead of agents. */
  @TestExtension
  public static final class Launchers implements LauncherSource {
    @Override
    public PlaybookLauncher launcher(Path home, Clock clock) {
      return new PatientLauncher();
    }
  }
}
