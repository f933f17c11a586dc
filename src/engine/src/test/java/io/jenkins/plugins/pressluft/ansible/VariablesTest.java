package io.jenkins.plugins.pressluft.ansible;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the variables say of secrets, and what is hidden afterwards. */
class VariablesTest {
  @Test
  void aTextMadeOfSecretsIsWrittenWithoutThemAndHiddenWithItsParts() {
    List<String> hidden = new ArrayList<>();
    DerivedText address =
        new DerivedText(
            List.of(new Secret("user"), new Secret("key")),
            secrets -> List.of("https://example.org/?" + signed(secrets), signed(secrets)));

    String text =
        Variables.file(
            Map.of("address", address),
            secret -> "value-of-" + secret.name(),
            file -> {
              throw new AssertionError("no file");
            },
            Path::toString,
            hidden::add);

    String signature = signed(List.of("value-of-user", "value-of-key"));
    assertThat(text)
        .isEqualTo("{\"pressluft\": {\"address\": \"https://example.org/?" + signature + "\"}}\n");
    assertThat(hidden).containsExactly("https://example.org/?" + signature, signature);
  }

  private static String signed(List<String> secrets) {
    return Integer.toHexString(secrets.hashCode());
  }
}
