package io.jenkins.plugins.pressluft.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard's files, as far as they can be judged without a browser. */
class WebFilesTest {
  private static final Path SOURCES = Path.of("src/main/resources/web");
  private static final int MOST_BYTES = 150 * 1024;
  private static final WebFiles FILES = WebFiles.bundled();

  @Test
  void everyFileIsListedAndNothingElse() throws IOException {
    try (Stream<Path> found = Files.walk(SOURCES)) {
      Set<String> there =
          found
              .filter(Files::isRegularFile)
              .map(file -> SOURCES.relativize(file).toString())
              .filter(name -> !name.equals("files.txt"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(FILES.all().stream().map(WebFile::name)).containsExactlyElementsOf(there);
    }
  }

  @Test
  void isSmallerThan150KibibytesCompressed() {
    long size = FILES.all().stream().mapToLong(file -> file.compressed().length).sum();
    System.out.println(
        "dashboard: " + size + " bytes compressed in " + FILES.all().size() + " files");
    assertThat(size).isLessThan(MOST_BYTES);
  }

  @Test
  void speaksBothLanguagesWholly() {
    JsonNode english = messages("en");
    JsonNode german = messages("de");
    assertThat(keys(german)).isEqualTo(keys(english));
    for (String key : keys(english)) {
      assertThat(placeholders(german.get(key))).as(key).isEqualTo(placeholders(english.get(key)));
      assertThat(german.get(key).isObject()).as(key).isEqualTo(english.get(key).isObject());
    }
  }

  @Test
  void everyMessageThatTheCodeAsksForIsThere() {
    Set<String> keys = keys(messages("en"));
    Pattern asked = Pattern.compile("\\bt\\(\\s*'([A-Za-z0-9_.]+)'");
    Pattern prefix = Pattern.compile("\\bword\\('([A-Za-z0-9_.]+)',|\\bstatus\\('([a-z]+)',");
    for (WebFile file : FILES.all()) {
      if (file.name().endsWith(".mjs")) {
        Matcher found = asked.matcher(text(file));
        while (found.find()) {
          assertThat(keys).as(file.name()).contains(found.group(1));
        }
        Matcher words = prefix.matcher(text(file));
        while (words.find()) {
          String start = (words.group(1) == null ? words.group(2) : words.group(1)) + ".";
          assertThat(keys).as(file.name()).anyMatch(key -> key.startsWith(start));
        }
      }
    }
  }

  @Test
  void saysOfEveryErrorCodeInBothLanguagesWhatItMeansAndWhatToDoAndOfNoOther() throws IOException {
    Set<String> codes =
        Pattern.compile("(?m)^\\| `([A-Za-z_]+)` \\||`([a-z_]+)` \\((?:405|429|500|503)")
            .matcher(Files.readString(Path.of("../../docs/error-codes.md")))
            .results()
            .map(row -> row.group(1) == null ? row.group(2) : row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(codes).hasSizeGreaterThan(60).contains("internal_error", "unavailable");
    for (String language : new String[] {"en", "de"}) {
      assertThat(codesOf("reason.", language)).as(language).isEqualTo(codes);
      assertThat(codesOf("explain.", language)).as(language).isEqualTo(codes);
    }
  }

  private static Set<String> codesOf(String start, String language) {
    return keys(messages(language)).stream()
        .filter(key -> key.startsWith(start))
        .map(key -> key.substring(start.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void neitherMakesMarkupFromTextNorCodeFromStrings() {
    for (WebFile file : FILES.all()) {
      if (file.name().endsWith(".mjs")) {
        assertThat(text(file))
            .as(file.name())
            .doesNotContainPattern(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|\\beval\\(|new Function|setAttribute\\('style'");
      }
    }
  }

  @Test
  void hasAVersionThatNamesItsContentAndNothingBeyondIt() {
    assertThat(FILES.version()).matches("[0-9a-f]{12}").isEqualTo(WebFiles.bundled().version());
    assertThat(FILES.file("../pressluft/registry.schema.json")).isEmpty();
    assertThat(FILES.file("files.txt")).isEmpty();
    assertThat(FILES.file("app.mjs").orElseThrow().contentType()).startsWith("text/javascript");
  }

  private static JsonNode messages(String language) {
    return new JsonMapper()
        .readTree(FILES.file("messages/" + language + ".json").orElseThrow().bytes());
  }

  private static Set<String> keys(JsonNode messages) {
    return messages.properties().stream()
        .map(java.util.Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> placeholders(JsonNode message) {
    Matcher found = Pattern.compile("\\{\\w+}").matcher(message.toString());
    Set<String> names = new TreeSet<>();
    while (found.find()) {
      names.add(found.group());
    }
    return names;
  }

  private static String text(WebFile file) {
    return new String(file.bytes(), StandardCharsets.UTF_8);
  }
}
