package io.jenkins.plugins.pressluft.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the endpoint whose every answer is compared with the contract. */
final class Api {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final ContractCheck CONTRACT = new ContractCheck();

  private final URI endpoint;
  private final String token;

  Api(URI endpoint, String token) {
    this.endpoint = endpoint;
    this.token = token;
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, (byte[]) null, "Accept", "application/json");
  }

  HttpResponse<String> post(String path, String body) {
    return body == null
        ? send("POST", path, (byte[]) null)
        : send("POST", path, body, "Content-Type", "application/json");
  }

  JsonNode json(String path) {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.body());
    }
    return new JsonMapper().readTree(response.body());
  }

  HttpResponse<String> send(String method, String path, String body, String... headers) {
    return send(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
  }

  HttpResponse<String> send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(endpoint + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> response =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (!method.equals("OPTIONS")) {
        CONTRACT.check(method, path, response);
      }
      return response;
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static String code(HttpResponse<String> response) {
    return new JsonMapper().readTree(response.body()).path("code").stringValue("");
  }

  static String message(HttpResponse<String> response) {
    return new JsonMapper().readTree(response.body()).path("message").stringValue("");
  }
}
