package io.jenkins.plugins.pressluft.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.md");

  @Test
  void itsExampleIsReadAsItStands() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf("```yaml\n") + "```yaml\n".length();
    Declaration declaration =
        new RegistryReader().read(page.substring(begin, page.indexOf("```", begin)));

    assertThat(declaration.sites().get("acme").environments())
        .containsOnlyKeys("production", "staging");
  }

  @Test
  void explainsEveryKeyOfTheSchema() throws IOException {
    String page = Files.readString(PAGE);
    TreeSet<String> keys = new TreeSet<>();
    try (InputStream in = getClass().getResourceAsStream("/pressluft/registry.schema.json")) {
      collect(JsonMapper.shared().readTree(in), keys);
    }

    assertThat(keys).contains("backup_freshness", "host_key", "admin_password");
    keys.remove("version");
    assertThat(keys).allSatisfy(key -> assertThat(page).containsPattern("[`{]" + key + "[`:]"));
  }

  private static void collect(JsonNode schema, TreeSet<String> keys) {
    keys.addAll(schema.path("properties").propertyNames());
    schema.path("$defs").forEach(definition -> collect(definition, keys));
  }
}
