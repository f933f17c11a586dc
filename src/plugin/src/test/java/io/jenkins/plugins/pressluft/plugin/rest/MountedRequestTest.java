package io.jenkins.plugins.pressluft.plugin.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountedRequestTest {
  @ParameterizedTest
  @CsvSource({
    "'', /pressluft/api/sites, /sites",
    "/jenkins, /jenkins/pressluft/api/sites, /sites",
    "'', /pressluft/api/environments/acme%2Fproduction, /environments/acme%2Fproduction",
    "/a/b, /a/b/pressluft/api/, /",
    "'', /pressluft/api, ",
    "'', /pressluft//api/sites, ",
  })
  void thePathBelowTheEndpointIsTakenAsItWasSent(String context, String uri, String path) {
    MountedRequest request =
        new MountedRequest(new FakeRequest("GET", context, uri).get(), RestEndpoint.PATH);

    assertThat(request.getPathInfo()).isEqualTo(path);
    assertThat(request.getServletPath()).isEqualTo("/pressluft/api");
    assertThat(request.getContextPath()).isEqualTo(context);
  }

  @Test
  void jenkinsLeavesTheCrumbsOfTheEndpointToUs() {
    assertThat(ApiCrumbExclusion.isApi("", "/pressluft/api/backups/1/restore")).isTrue();
    assertThat(ApiCrumbExclusion.isApi("/ci", "/ci/pressluft/api/x%2Fy")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/script",
        "/pressluft/apix",
        "/pressluft/api",
        "/pressluft/api/../../script",
        "/script/../pressluft/api/x",
        "/pressluft/api/./x",
        "//pressluft/api/x",
        "/pressluft/api//x",
        "/pressluft/api;x/y",
        "/pressluft/api/x;y",
        "/press%6cuft/api/x",
        "/other/pressluft/api/x",
      })
  void jenkinsKeepsTheCrumbsOfEverythingElse(String uri) {
    assertThat(ApiCrumbExclusion.isApi("", uri)).isFalse();
  }
}
