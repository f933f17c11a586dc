package io.jenkins.plugins.pressluft.it.web;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One client of Jenkins as it comes over the wire: no redirect is followed, nothing is added. */
public final class Http {
  private static final Pattern CRUMB = Pattern.compile("\"crumb\":\"([^\"]+)\"");

  private final URI jenkins;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient client =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final Map<String, String> headers = new LinkedHashMap<>();

  public Http(URI jenkins) {
    this.jenkins = jenkins;
  }

  /** Sends a user's name and secret with every request. */
  Http basic(String user, String secret) {
    String pair = user + ":" + secret;
    return with(
        "Authorization",
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  Http with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** Begins a session as a browser does; in the dummy realm the password is the name. */
  Http login(String user) throws IOException, InterruptedException {
    send("GET", "login", null);
    String form = "j_username=" + user + "&j_password=" + user;
    client.send(
        HttpRequest.newBuilder(jenkins.resolve("j_spring_security_check"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build(),
        HttpResponse.BodyHandlers.discarding());
    return this;
  }

  /** The crumb of this session. */
  String crumb() throws IOException, InterruptedException {
    Matcher found = CRUMB.matcher(send("GET", "crumbIssuer/api/json", null).body());
    if (!found.find()) {
      throw new IllegalStateException("Jenkins gave no crumb");
    }
    return found.group(1);
  }

  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", "pressluft/api" + path, null);
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return send("POST", "pressluft/api" + path, json);
  }

  HttpResponse<String> send(String method, String path, String json)
      throws IOException, InterruptedException {
    return client.send(request(method, path, json), HttpResponse.BodyHandlers.ofString());
  }

  HttpClient client() {
    return client;
  }

  HttpRequest request(String method, String path, String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(jenkins + path))
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    headers.forEach(request::header);
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    return request.build();
  }
}
