package io.jenkins.plugins.pressluft.plugin.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoredAccountTest {
  @Test
  void whatIsNotThereOrNoAccountIsRefusedWithItsId() {
    assertThatThrownBy(() -> StoredAccount.of("state", id -> Optional.empty()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no credential \"state\"");
    assertThatThrownBy(() -> StoredAccount.of("state", id -> Optional.of(another())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"state\" is no username with password");
  }

  @Test
  void showsNoPassword() {
    assertThat(new StoredAccount("pressluft", "hunter2").toString())
        .contains("pressluft")
        .doesNotContain("hunter2");
  }

  private static StandardCredentials another() {
    return (StandardCredentials)
        Proxy.newProxyInstance(
            StandardCredentials.class.getClassLoader(),
            new Class<?>[] {StandardCredentials.class},
            (proxy, method, arguments) -> null);
  }
}
