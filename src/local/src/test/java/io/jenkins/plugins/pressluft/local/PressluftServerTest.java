package io.jenkins.plugins.pressluft.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.api.ApiServlet;
import io.jenkins.plugins.pressluft.job.EventStream;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PressluftServerTest {
  @TempDir Path directory;
  private PressluftServer server;

  @BeforeEach
  void start() {
    AccessToken token = AccessToken.load(directory.resolve("token"), new SecureRandom());
    ApiServlet servlet =
        new ApiServlet(
            null,
            null,
            new EventStream(),
            new TokenCallers(token, new SecureRandom(), Clock.systemUTC()),
            null,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            ApiServlet.Settings.defaults());
    server = new PressluftServer(PressluftServer.Bind.of("127.0.0.1", 0, false), servlet).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void listensOnLoopbackOnlyUnlessToldOtherwise() {
    assertThat(server.endpoint().getHost()).isEqualTo("127.0.0.1");
    assertThatThrownBy(() -> PressluftServer.Bind.of("0.0.0.0", 0, false))
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("--allow-remote");
    assertThat(PressluftServer.Bind.of("0.0.0.0", 0, true).address().isAnyLocalAddress()).isTrue();
    assertThat(PressluftServer.Bind.of("::1", 0, false).address().isLoopbackAddress()).isTrue();
  }

  @Test
  void refusesAHostThatIsNotThisMachine() throws IOException {
    assertThat(
            raw(
                "GET /api/openapi.yaml HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 421")
        .contains("application/json")
        .contains("\"code\":\"bad_request\"");
    assertThat(
            raw("GET /api/openapi.yaml HTTP/1.1\r\nHost: LOCALHOST:1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(raw("GET /api/openapi.yaml HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void answersBrokenRequestsInJson() throws IOException {
    for (String line :
        new String[] {
          "GET /api/backups/%zz HTTP/1.1",
          "GET /api/jobs/../../etc HTTP/1.1",
          "GET /api/jobs/%2e%2e/%2e%2e HTTP/1.1",
          "GET /api/jobs/%00 HTTP/1.1",
          "BREW /api/sites HTTP/1.1",
          "GET /api HTTP/1.1",
          "GET /api/ HTTP/1.1",
          "GET //api/sites HTTP/1.1",
          "GET /nowhere HTTP/1.1"
        }) {
      String answer = raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertThat(answer)
          .as(line)
          .startsWith("HTTP/1.1 4")
          .contains("application/json")
          .contains("\"code\"");
      assertThat(answer).doesNotContain("jetty").doesNotContain("Jetty");
    }
  }

  @Test
  void theFrontPageNamesTheEndpointAndNothingThatIsNotThere() throws IOException {
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("/api/openapi.yaml")
        .contains("nosniff");
  }

  @Test
  void aTakenPortIsASentence() {
    int port = server.endpoint().getPort();
    ApiServlet other =
        new ApiServlet(
            null,
            null,
            new EventStream(),
            request -> java.util.Optional.empty(),
            null,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            ApiServlet.Settings.defaults());
    PressluftServer second =
        new PressluftServer(PressluftServer.Bind.of("127.0.0.1", port, false), other);
    assertThatThrownBy(second::start)
        .isInstanceOf(ServerException.class)
        .hasMessageContaining("port " + port)
        .hasMessageContaining("--port");
  }

  private String raw(String request) throws IOException {
    URI endpoint = server.endpoint();
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
