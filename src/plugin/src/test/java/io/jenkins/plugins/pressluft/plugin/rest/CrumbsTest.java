package io.jenkins.plugins.pressluft.plugin.rest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.pressluft.guard.RefusedException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrumbsTest {
  private static final String HEADER = "Jenkins-Crumb";
  private static final String BY_TOKEN = "jenkins.security.BasicHeaderApiTokenAuthenticator";

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "TRACE", "post", "INVENTED"})
  void everyMethodThatMayChangeSomethingNeedsTheCrumb(String method) {
    assertThatThrownBy(check(request(method)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("Jenkins-Crumb");
    assertThatThrownBy(check(request(method).header(HEADER, "wrong")))
        .isInstanceOf(RefusedException.class);
    assertThatCode(check(request(method).header(HEADER, "right"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS"})
  void readingNeedsNone(String method) {
    assertThatCode(check(request(method))).doesNotThrowAnyException();
  }

  @Test
  void anApiTokenNeedsNone() {
    assertThatCode(check(request("POST").attribute(BY_TOKEN, true))).doesNotThrowAnyException();
    assertThatThrownBy(check(request("POST").attribute(BY_TOKEN, "yes")))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void whereJenkinsHasSwitchedThemOffNoneIsAskedFor() {
    assertThatCode(() -> Crumbs.check(request("POST").get(), null, crumb -> false))
        .doesNotThrowAnyException();
  }

  private static FakeRequest request(String method) {
    return new FakeRequest(method, "", "/pressluft/api/x");
  }

  private static ThrowingCallable check(FakeRequest request) {
    return () -> Crumbs.check(request.get(), HEADER, "right"::equals);
  }
}
