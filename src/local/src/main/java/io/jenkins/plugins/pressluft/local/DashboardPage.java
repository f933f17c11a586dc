package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.web.WebFile;
import io.jenkins.plugins.pressluft.web.WebFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one page of the embedded server: a frame around the dashboard's element, in the browser's
 * language. It is the same for everybody; who asks is the REST endpoint's question.
 */
final class DashboardPage {
  /** Where the files lie. */
  static final String ASSETS = "/assets";

  /** Only what this server itself sent may run, style, be shown or be asked. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final List<String> LANGUAGES = List.of("en", "de");

  private final Map<String, byte[]> pages = new LinkedHashMap<>();

  DashboardPage(WebFiles files) {
    String assets = ASSETS + "/" + files.version();
    StringBuilder modules = new StringBuilder();
    for (WebFile file : files.all()) {
      if (file.name().endsWith(".mjs")) {
        modules
            .append("<link rel=\"modulepreload\" href=\"")
            .append(assets)
            .append('/')
            .append(file.name())
            .append("\">\n");
      }
    }
    for (String language : LANGUAGES) {
      pages.put(
          language,
          template()
              .replace("{language}", language)
              .replace("{assets}", assets)
              .replace("{modules}", modules)
              .replace("{noscript}", noScript(files, language))
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The page in the first of the languages that there is one in; English when there is none. */
  byte[] in(Iterable<Locale> wanted) {
    for (Locale locale : wanted) {
      byte[] page = pages.get(locale.getLanguage());
      if (page != null) {
        return page.clone();
      }
    }
    return pages.get("en").clone();
  }

  /** The page in the languages of a request. */
  byte[] in(java.util.Enumeration<Locale> wanted) {
    return in(Collections.list(wanted));
  }

  private static String noScript(WebFiles files, String language) {
    byte[] messages = files.file("messages/" + language + ".json").orElseThrow().bytes();
    return new JsonMapper().readTree(messages).get("noscript").stringValue();
  }

  private static String template() {
    try (InputStream in =
        DashboardPage.class.getClassLoader().getResourceAsStream("pressluft/page.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
