package io.jenkins.plugins.pressluft.it.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.util.FormValidation;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.config.PressluftConfiguration;
import io.jenkins.plugins.pressluft.plugin.config.RegistryDocument;
import io.jenkins.plugins.pressluft.plugin.config.StateDatabase;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTextArea;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.yaml.snakeyaml.Yaml;

@WithJenkins
class ConfigurationTest {
  private static final String SETTINGS =
      """
      unclassified:
        pressluft:
          agentLabel: "ansible && linux"
          allowOnController: true
          ansibleInstallation: "stable"
      """;

  private static final String DATABASE =
      """
      unclassified:
        pressluft:
          database:
            url: "jdbc:postgresql://db.example.org/pressluft""";

  @TempDir private Path directory;
  private JenkinsRule rule;

  @BeforeEach
  void open(JenkinsRule jenkins) {
    rule = jenkins;
  }

  @Test
  void codeDeclaresInTheWordsOfTheRegistryFile() throws IOException {
    configure(SETTINGS + code(Estate.REGISTRY));

    assertThat(paths()).containsOnlyKeys("acme/production", "shop/production");
    assertThat(registry().declaration()).isEqualTo(RegistryTree.of(Estate.REGISTRY).declaration());
    assertThat(PressluftConfiguration.get().getAgentLabel()).isEqualTo("ansible && linux");
    assertThat(PressluftConfiguration.get().isAllowOnController()).isTrue();
    assertThat(PressluftConfiguration.get().getAnsibleInstallation()).isEqualTo("stable");
  }

  @Test
  void exportImportExportIsEqualAndIdsStay() throws Exception {
    configure(SETTINGS + code(Estate.REGISTRY));
    Map<String, UUID> before = paths();
    Map<String, Object> exported = export();

    configure(code("version: 1\n"));
    assertThat(export()).isNotEqualTo(exported);
    configure(new Yaml().dump(exported));

    assertThat(export()).isEqualTo(exported);
    assertThat(exported).containsKeys("pressluft", "unclassified");
    assertThat(paths()).isEqualTo(before);
  }

  @Test
  void theExampleIsAppliedAsItStands() {
    ConfigurationAsCode.get().configure(Path.of("../../docs/examples/jenkins.yaml").toString());

    assertThat(paths()).containsOnlyKeys("acme/production");
    assertThat(PressluftConfiguration.get().getAgentLabel()).isEqualTo("ansible");
    assertThat(PressluftConfiguration.get().getAnsibleInstallation()).isEqualTo("ansible-core");
    assertThat(PressluftConfiguration.get().doFillAnsibleInstallationItems()).hasSize(2);
  }

  @Test
  void aMistakeIsNamedWithItsLineAndNothingIsApplied() throws IOException {
    configure(code(Estate.REGISTRY));

    assertThatThrownBy(
            () ->
                configure(
                    SETTINGS + code(Estate.REGISTRY.replace("connection: ssh", "connection: x"))))
        .isInstanceOf(ConfiguratorException.class)
        .hasMessageContaining(
            "line 11, pressluft.nodes.here.connection: \"x\" is not one of local, ssh");
    assertThat(PressluftConfiguration.get().getAgentLabel()).isNull();
    assertThat(registry().declaration()).isEqualTo(RegistryTree.of(Estate.REGISTRY).declaration());
  }

  @Test
  void thePageKeepsWhatItShows() throws Exception {
    configure(SETTINGS.replace("\"stable\"", "") + code(Estate.REGISTRY));
    String text = RegistryDocument.ofController().text();

    rule.configRoundtrip();

    assertThat(RegistryDocument.ofController().text()).isEqualTo(text);
    assertThat(PressluftConfiguration.get().getAgentLabel()).isEqualTo("ansible && linux");
    assertThat(PressluftConfiguration.get().isAllowOnController()).isTrue();
    assertThat(PressluftConfiguration.get().getAnsibleInstallation()).isNull();
  }

  @Test
  void whatIsTypedOnThePageIsInForceAtOnceAndAMistakeIsNot() throws Exception {
    JenkinsRule.WebClient browser =
        rule.createWebClient().withThrowExceptionOnFailingStatusCode(false);
    HtmlForm form = browser.goTo("configure").getFormByName("config");
    textArea(form).setText(Estate.REGISTRY);
    rule.submit(form);
    assertThat(paths()).containsOnlyKeys("acme/production", "shop/production");

    form = browser.goTo("configure").getFormByName("config");
    textArea(form).setText(Estate.REGISTRY.replace("wordpress", "wordpres"));
    HtmlPage answer = rule.submit(form);
    assertThat(answer.asNormalizedText()).contains("\"wordpres\" is not one of");
    assertThat(RegistryDocument.ofController().text()).isEqualTo(Estate.REGISTRY);

    form = browser.goTo("configure").getFormByName("config");
    RegistryDocument.ofController().replace("version: 1\nnodes: {other: {connection: local}}\n");
    textArea(form).setText("version: 1\n");
    answer = rule.submit(form);
    assertThat(answer.asNormalizedText()).contains("changed by somebody else");
    assertThat(RegistryDocument.ofController().text()).contains("other");
  }

  @Test
  void theStatesDatabaseIsNamedByCodeAndKeptByThePage() throws Exception {
    configure(DATABASE + "?sslmode=verify-full\"\n      credentialsId: \"state\"\n");

    StateDatabase named = PressluftConfiguration.get().getDatabase();
    assertThat(named.getUrl())
        .isEqualTo("jdbc:postgresql://db.example.org/pressluft?sslmode=verify-full");
    assertThat(named.getCredentialsId()).isEqualTo("state");
    assertThat(PressluftConfiguration.get().getDatabaseNotice()).contains("next start");
    assertThat(Pressluft.get().trouble()).as("what is open stays open").isEmpty();
    Map<String, Object> exported = export();
    rule.configRoundtrip();
    assertThat(export()).isEqualTo(exported);
    assertThat(exported.toString()).contains("credentialsId=state");
  }

  @Test
  void aDatabaseWithAPasswordInItsAddressIsRefusedByCodeAndByThePage() throws Exception {
    assertThatThrownBy(() -> configure(DATABASE + "?password=hunter2\"\n"))
        .hasStackTraceContaining("must not hold a password");
    assertThat(PressluftConfiguration.get().getDatabase()).isNull();

    JenkinsRule.WebClient browser =
        rule.createWebClient().withThrowExceptionOnFailingStatusCode(false);
    HtmlForm form = browser.goTo("configure").getFormByName("config");
    // Jenkins has a field of this name, too: its own address.
    form.getInputsByName("_.url").stream()
        .filter(field -> field.getAttribute("checkUrl").contains("StateDatabase"))
        .findFirst()
        .orElseThrow()
        .setValue("jdbc:postgresql://db/p?password=hunter2");
    assertThat(((HtmlPage) rule.submit(form)).asNormalizedText())
        .contains("must not hold a password");
    assertThat(PressluftConfiguration.get().getDatabase()).isNull();
  }

  @Test
  void theFieldsAreCheckedWhileTheyAreTyped() {
    PressluftConfiguration page = PressluftConfiguration.get();

    assertThat(page.doCheckRegistry(Estate.REGISTRY).kind).isEqualTo(FormValidation.Kind.OK);
    assertThat(page.doCheckRegistry("version: 2\n").getMessage()).contains("line 1, version");
    assertThat(page.doFillAnsibleInstallationItems()).hasSize(1);
  }

  private Map<String, UUID> paths() {
    List<Environment> all = Pressluft.get().store().read(tx -> tx.environments().all());
    return all.stream()
        .filter(Environment::declared)
        .collect(Collectors.toMap(Environment::slugPath, Environment::id));
  }

  private static RegistryTree registry() {
    return RegistryTree.of(RegistryDocument.ofController().text());
  }

  private static HtmlTextArea textArea(HtmlForm form) {
    return form.getTextAreaByName("_.registry");
  }

  private void configure(String yaml) throws IOException {
    Path file = Files.writeString(directory.resolve("jenkins.yaml"), yaml);
    ConfigurationAsCode.get().configure(file.toString());
  }

  /** What is ours in the export. */
  private static Map<String, Object> export() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ConfigurationAsCode.get().export(out);
    Map<String, Object> all = new Yaml().load(out.toString(StandardCharsets.UTF_8));
    Map<String, Object> ours = new java.util.TreeMap<>();
    if (all.containsKey("pressluft")) {
      ours.put("pressluft", all.get("pressluft"));
    }
    ours.put(
        "unclassified",
        Map.of("pressluft", ((Map<?, ?>) all.get("unclassified")).get("pressluft")));
    return ours;
  }

  private static String code(String registry) {
    return "pressluft:\n" + registry.indent(2);
  }
}
