package io.jenkins.plugins.pressluft.plugin.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.ansible.Impediment;
import io.jenkins.plugins.pressluft.model.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** On which machine a playbook belongs, and what is refused rather than run elsewhere. */
class PlacementTest {
  private final ProcessAgents agents = new ProcessAgents(Path.of("/nowhere"), "none");
  private AgentSettings settings = new AgentSettings("ansible", "", false);
  private final Placement placement = new Placement(agents, () -> settings);

  @Test
  void refusesToGuessWhereWhenNoLabelIsConfigured() {
    settings = AgentSettings.NONE;
    agents.labels.put("agent-1", "ansible");

    assertThat(code(null, KnownJobs.ssh())).isEqualTo("agent_not_configured");
    assertThat(code("agent-1", KnownJobs.ssh())).isEqualTo("possible");
  }

  @Test
  void refusesALabelThatNoAgentHas() {
    agents.labels.put("agent-1", "other");

    assertThat(code(null, KnownJobs.ssh())).isEqualTo("agent_unknown");
    agents.labels.put("agent-2", "ansible");
    assertThat(code(null, KnownJobs.ssh())).isEqualTo("possible");
  }

  @Test
  void neverRunsOnTheControllerUnlessItIsAllowed() {
    agents.labels.put("", "ansible");

    assertThat(code("", KnownJobs.ssh())).isEqualTo("controller_not_allowed");
    assertThat(code(null, KnownJobs.ssh())).isEqualTo("agent_unknown");
    assertThat(code(null, KnownJobs.local("built-in"))).isEqualTo("controller_not_allowed");
    assertThat(placement.any(KnownJobs.ssh())).isEmpty();

    settings = new AgentSettings("ansible", "", true);
    assertThat(code("", KnownJobs.ssh())).isEqualTo("possible");
    assertThat(code(null, KnownJobs.local("built-in"))).isEqualTo("possible");
    assertThat(placement.any(KnownJobs.ssh()).map(Agent::name)).contains("");
  }

  @Test
  void aLocalNodeIsTheAgentOfItsOwnNameAndNoOther() {
    agents.labels.put("web1", "other");
    agents.labels.put("agent-1", "ansible");

    assertThat(code("agent-1", KnownJobs.local("web1"))).isEqualTo("agent_is_not_the_node");
    assertThat(code("web1", KnownJobs.local("web1"))).isEqualTo("possible");
    assertThat(placement.label(null, KnownJobs.local("web1"))).isEqualTo("web1");
    assertThat(code(null, KnownJobs.local("web2"))).isEqualTo("agent_unknown");
    assertThat(placement.any(KnownJobs.local("web1")).map(Agent::name)).contains("web1");
  }

  @Test
  void everyRefusalSaysWhatToDo() {
    settings = AgentSettings.NONE;
    assertThat(placement.impediment(null, KnownJobs.ssh()).map(Impediment::sentence))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("set the label"));
    assertThat(placement.impediment("gone", KnownJobs.ssh()).map(Impediment::sentence))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("There is no agent gone"));
  }

  private String code(String runOn, Node node) {
    return placement.impediment(runOn, node).map(Impediment::code).orElse("possible");
  }
}
