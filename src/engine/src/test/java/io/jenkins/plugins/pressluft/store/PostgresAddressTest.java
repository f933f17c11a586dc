package io.jenkins.plugins.pressluft.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example/p?password=hunter2",
        "jdbc:postgresql://db.example/p?sslmode=require&user=x&password=hunter2",
        "jdbc:postgresql://db.example/p?sslpassword=hunter2",
        "jdbc:postgresql://db.example/p?PassWord=hunter2",
        "jdbc:postgresql://db.example/p?p%61ssword=hunter2",
        "jdbc:postgresql://anna:hunter2@db.example/p"
      })
  void aPasswordInTheUrlIsRefusedWithoutRepeatingIt(String url) {
    assertThatThrownBy(() -> new PostgresAddress(url, "anna", "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must not hold a password")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "postgres://db/p", "jdbc:mysql://db/p", "jdbc:postgresql://db:port/p"})
  void whatIsNoUrlOfAPostgresIsRefused(String url) {
    assertThatThrownBy(() -> new PostgresAddress(url, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql:");
  }

  @Test
  void tlsAndSeveralHostsRideInTheUrl() {
    PostgresAddress address =
        new PostgresAddress(
            "jdbc:postgresql://db1:5433,db2/state?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            "anna",
            "hunter2");
    assertThat(address.place()).isEqualTo("state at db1,db2 port 5433,5432");
    assertThat(address.toString()).doesNotContain("hunter2");
  }
}
