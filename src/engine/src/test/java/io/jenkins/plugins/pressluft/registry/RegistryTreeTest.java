package io.jenkins.plugins.pressluft.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryTreeTest {
  private static final Map<String, Object> LOCAL = Map.of("connection", "local");

  @Test
  void aFileBecomesValuesAndTextAndStaysTheSame() {
    RegistryTree file = RegistryTree.of(RegistryReaderTest.GOOD);
    RegistryTree again = RegistryTree.of(file.values(), keys -> 0);

    assertThat(again.declaration()).isEqualTo(file.declaration());
    assertThat(again.values()).isEqualTo(file.values());
    assertThat(again.text()).isEqualTo(file.text());
    assertThat(RegistryTree.of(again.text()).values()).isEqualTo(file.values());
  }

  @Test
  void textsOfAReaderThatKnowsNothingElseGetTheTypeOfTheSchema() {
    RegistryTree file = RegistryTree.of(RegistryReaderTest.GOOD);

    @SuppressWarnings("unchecked")
    Map<String, Object> texts = (Map<String, Object>) asTexts(file.values());
    RegistryTree tree = RegistryTree.of(texts, keys -> 0);

    assertThat(texts).containsEntry("version", "1");
    assertThat(tree.values()).isEqualTo(file.values());
    assertThat(tree.declaration()).isEqualTo(file.declaration());
  }

  @Test
  void aTextThatLooksLikeSomethingElseStaysAText() {
    RegistryTree tree =
        RegistryTree.of(
            Map.of(
                "version",
                1,
                "nodes",
                Map.of("here", LOCAL),
                "storage",
                Map.of("main", Map.of("type", "file", "path", "/srv/b")),
                "sites",
                Map.of("acme", Map.of("name", "2026", "environments", environments("no")))),
            keys -> 0);

    assertThat(tree.declaration().sites().get("acme").name()).isEqualTo("2026");
    assertThat(RegistryTree.of(tree.text()).values()).isEqualTo(tree.values());
    assertThat(tree.text()).contains("\"2026\"").contains("\"no\"");
  }

  @Test
  void problemsStandWhereTheReaderSaysTheyDo() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("version", "1");
    values.put("nodes", Map.of("here", Map.of("connection", "locally")));

    assertThatThrownBy(
            () ->
                RegistryTree.of(values, keys -> keys.contains("connection") ? 7 : 3).declaration())
        .isInstanceOf(RegistryException.class)
        .hasMessage("line 7, nodes.here.connection: \"locally\" is not one of local, ssh");
  }

  @Test
  void nestsNoDeeperThanAFileMay() {
    Map<String, Object> deep = Map.of();
    for (int i = 0; i < 40; i++) {
      deep = Map.of("sites", deep);
    }
    Map<String, Object> values = deep;

    assertThatThrownBy(() -> RegistryTree.of(values, keys -> 0))
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("nested more than 12 levels");
  }

  private static Map<String, Object> environments(String name) {
    return Map.of(
        "one",
        Map.of(
            "name",
            name,
            "kind",
            "directory",
            "node",
            "here",
            "storage",
            "main",
            "path",
            "/srv/a"));
  }

  private static Object asTexts(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> texts = new LinkedHashMap<>();
      map.forEach((key, inner) -> texts.put((String) key, asTexts(inner)));
      return texts;
    } else if (value instanceof List<?> list) {
      return new ArrayList<>(list.stream().map(RegistryTreeTest::asTexts).toList());
    }
    return String.valueOf(value);
  }
}
