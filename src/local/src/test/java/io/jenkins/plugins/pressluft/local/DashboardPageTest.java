package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the embedded server hands the dashboard out, and what its session is good for. */
class DashboardPageTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String BACKUPS = "/api/environments/acme%2Fstaging/backups";

  @TempDir Path directory;
  private TestHouse house;
  private String base;

  @BeforeEach
  void open() throws Exception {
    house = new TestHouse(directory);
    base = house.house.server().endpoint().toString().replace("/api", "");
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void theFrameAllowsNothingButThisServersOwnFiles() throws Exception {
    HttpResponse<byte[]> page = get("/", "Accept", "text/html");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(header(page, "Content-Security-Policy"))
        .isEqualTo(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
                + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    assertThat(header(page, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("same-origin");
    assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    String html = new String(page.body(), StandardCharsets.UTF_8);
    assertThat(html)
        .doesNotContainPattern("<style|style=|\\son[a-z]+=|<script>|\\{[a-z]+}|https?:");
    assertThat(html).contains("lang=\"en\"");
    assertThat(
            text(get("/", "Accept", "text/html", "Accept-Language", "fr, de-AT;q=0.8, en;q=0.5")))
        .contains("lang=\"de\"")
        .contains("braucht JavaScript");
  }

  @Test
  void aProgramThatOpensTheAddressIsToldWhatThereIsInPlainText() throws Exception {
    HttpResponse<byte[]> page = get("/", "Accept", "*/*");
    assertThat(header(page, "Content-Type")).startsWith("text/plain");
    assertThat(text(page)).contains("/api/openapi.yaml");
  }

  @Test
  void everyFileOfThePageIsThereForEverAndCompressed() throws Exception {
    String html = text(get("/", "Accept", "text/html"));
    Matcher address = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"").matcher(html);
    int files = 0;
    while (address.find()) {
      files++;
      HttpResponse<byte[]> file = get(address.group(1), "Accept-Encoding", "gzip");
      assertThat(file.statusCode()).as(address.group(1)).isEqualTo(200);
      assertThat(header(file, "Cache-Control")).contains("immutable");
      assertThat(header(file, "Content-Encoding")).isEqualTo("gzip");
      byte[] plain = get(address.group(1)).body();
      assertThat(new GZIPInputStream(new ByteArrayInputStream(file.body())).readAllBytes())
          .isEqualTo(plain);
      HttpResponse<byte[]> again = get(address.group(1), "If-None-Match", header(file, "ETag"));
      assertThat(again.statusCode()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
    assertThat(files).isGreaterThan(20);
  }

  @Test
  void anotherVersionAndAnythingThatIsNoFileOfItsIsNotThere() throws Exception {
    String html = text(get("/", "Accept", "text/html"));
    Matcher found = Pattern.compile("/assets/([0-9a-f]{12})/app\\.mjs").matcher(html);
    assertThat(found.find()).isTrue();
    String version = found.group(1);
    for (String path :
        new String[] {
          "/assets/000000000000/app.mjs",
          "/assets/" + version + "/files.txt",
          "/assets/" + version + "/%2e%2e/pressluft/registry.schema.json",
          "/assets/" + version + "/",
          "/assets/"
        }) {
      assertThat(get(path).statusCode()).as(path).isIn(400, 404);
    }
  }

  @Test
  void aSessionChangesSomethingOnlyFromThisServersOwnPages() throws Exception {
    String cookie = session();
    String body = "{\"backup_scope\":\"db\"}";
    assertThat(post(BACKUPS, body, "Cookie", cookie)).isEqualTo(403);
    assertThat(post(BACKUPS, body, "Cookie", cookie, "Origin", "http://evil.example"))
        .isEqualTo(403);
    assertThat(post(BACKUPS, body, "Cookie", cookie, "Origin", base.replaceFirst(":\\d+$", ":1")))
        .isEqualTo(403);
    assertThat(post(BACKUPS, body, "Cookie", cookie, "Origin", base, "Sec-Fetch-Site", "same-site"))
        .isEqualTo(403);
    assertThat(house.playbooks.launched()).isZero();
    assertThat(post(BACKUPS, body, "Cookie", cookie, "Origin", base)).isEqualTo(202);
    assertThat(
            post(
                BACKUPS,
                body,
                "Cookie",
                cookie,
                "Origin",
                "https://behind.a.proxy",
                "Sec-Fetch-Site",
                "same-origin"))
        .isEqualTo(202);
    assertThat(post(BACKUPS, body, "Authorization", "Bearer " + house.token())).isEqualTo(202);
  }

  private String session() throws Exception {
    HttpResponse<byte[]> answer =
        HTTP.send(
            request("/api/login", "Content-Type", "application/json", "Origin", base)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"email\":\"a@b.example\",\"password\":\"" + house.token() + "\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return header(answer, "Set-Cookie").split(";")[0];
  }

  private int post(String path, String body, String... headers) throws Exception {
    return HTTP.send(
            request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    return HTTP.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
