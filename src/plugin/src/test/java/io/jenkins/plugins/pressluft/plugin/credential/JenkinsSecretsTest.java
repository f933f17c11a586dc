package io.jenkins.plugins.pressluft.plugin.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Secret;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JenkinsSecretsTest {
  private final Map<String, StandardCredentials> credentials = new HashMap<>();
  private final Map<String, String> ofTheHost = new HashMap<>();
  private final JenkinsSecrets secrets =
      new JenkinsSecrets(
          secret -> Optional.ofNullable(ofTheHost.get(secret.name())),
          id -> Optional.ofNullable(credentials.get(id)));

  @Test
  void aCredentialAndASecretOfTheHostMayHaveTheSameName() {
    credentials.put("web1", key(List.of("of Jenkins")));
    ofTheHost.put("web1", "of the host");

    assertThat(secrets.value(new Secret("web1"))).contains("of the host");
    assertThat(secrets.value(new Secret("web1", Secret.Keeper.CREDENTIALS))).contains("of Jenkins");
  }

  @Test
  void aSecretThatTheHostDoesNotHaveMayBeACredential() {
    credentials.put("web1", key(List.of("of Jenkins")));

    assertThat(secrets.value(new Secret("web1"))).contains("of Jenkins");
    assertThat(secrets.value(new Secret("web2"))).isEmpty();
  }

  @Test
  void aCredentialThatIsNotThereIsNotLookedForElsewhere() {
    ofTheHost.put("web1", "of the host");

    assertThat(secrets.value(new Secret("web1", Secret.Keeper.CREDENTIALS))).isEmpty();
  }

  @Test
  void whatAsksForASecretThatNoPlaybookGetsIsNoted() {
    Noting noting = new Noting(key(List.of("of Jenkins")));
    JenkinsSecrets seeds =
        new JenkinsSecrets(secret -> Optional.ofNullable(ofTheHost.get(secret.name())), noting);
    ofTheHost.put("of-the-host", "of the host");

    assertThat(seeds.value(new Secret("totp"), "teams/acme/restore")).contains("of Jenkins");
    assertThat(seeds.value(new Secret("of-the-host"), "teams/acme/other")).contains("of the host");
    assertThat(noting.uses).containsExactly("totp by teams/acme/restore");
  }

  /** Finds the same for every id. */
  private record Noting(StandardCredentials found, List<String> uses) implements CredentialLookup {
    Noting(StandardCredentials found) {
      this(found, new ArrayList<>());
    }

    @Override
    public Optional<StandardCredentials> find(String id) {
      throw new AssertionError("nobody was named");
    }

    @Override
    public CredentialLookup usedBy(String item) {
      return id -> {
        uses.add(id + " by " + item);
        return Optional.of(found);
      };
    }
  }

  @Test
  void refusesWhatHasNoSecretTextAndNamesIt() {
    credentials.put("certificate", proxy(StandardCredentials.class, Map.of()));
    credentials.put("empty", key(List.of()));

    assertRefused("certificate", "is of a kind without a single secret text");
    assertRefused("empty", "holds no private key");
  }

  private void assertRefused(String id, String message) {
    assertThatThrownBy(() -> secrets.value(new Secret(id, Secret.Keeper.CREDENTIALS)))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("The credential \"" + id + "\" " + message)
        .satisfies(
            e -> assertThat(((LaunchException) e).code()).isEqualTo(ErrorCode.CREDENTIAL_MISSING));
  }

  private static SSHUserPrivateKey key(List<String> keys) {
    return proxy(SSHUserPrivateKey.class, Map.of("getPrivateKeys", keys));
  }

  /** Jenkins' interfaces have many methods; only those with an answer here are expected. */
  private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }
}
