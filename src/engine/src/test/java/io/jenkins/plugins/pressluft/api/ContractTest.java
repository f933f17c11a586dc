package io.jenkins.plugins.pressluft.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.guard.RefusedException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContractTest {
  private final Contract contract = Contract.bundled();
  private final Router router = new Router(contract.operations());

  @Test
  void doesNotStartWithAnOperationThatNobodyAnswers() {
    Set<String> endpoints = ids();
    endpoints.remove("cancelJob");
    assertThatThrownBy(() -> ApiServlet.checkComplete(contract.operations(), endpoints))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without endpoint [cancelJob]");
  }

  @Test
  void doesNotStartWithAnEndpointThatTheContractDoesNotKnow() {
    Set<String> endpoints = ids();
    endpoints.add("dropEverything");
    assertThatThrownBy(() -> ApiServlet.checkComplete(contract.operations(), endpoints))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without operation [dropEverything]");
  }

  @Test
  void onlyTheSessionTheContractAndWhatIsSaidToBePublicAreOpenToStrangers() {
    assertThat(contract.operations().stream().filter(ContractOperation::open))
        .extracting(ContractOperation::id)
        .containsExactlyInAnyOrder("login", "logout", "getContract", "getPublicStatus", "getBadge");
  }

  @Test
  void takesAnEncodedSlashAsPartOfAName() {
    List<Router.Match> matches = router.matches("/environments/acme%2Fproduction/restore");
    assertThat(matches).hasSize(1);
    assertThat(matches.get(0).values()).containsEntry("environment", "acme/production");
    assertThat(router.matches("/environments/acme/production/restore")).isEmpty();
    assertThat(router.matches("/jobs/")).hasSize(1);
    assertThat(router.matches("/jobs/a/")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/jobs/%", "/jobs/%2", "/jobs/%g0", "/jobs/%00", "/jobs/%c3%28", "/jobs/%0d%0a"})
  void refusesEscapesThatAreNotText(String path) {
    assertThatThrownBy(() -> router.matches(path)).isInstanceOf(RefusedException.class);
  }

  private Set<String> ids() {
    Set<String> ids = new TreeSet<>();
    contract.operations().forEach(operation -> ids.add(operation.id()));
    return ids;
  }
}
