package io.jenkins.plugins.pressluft.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.ObjectAddress;
import io.jenkins.plugins.pressluft.model.Secret;
import io.jenkins.plugins.pressluft.model.Storage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An address is for one object and a while, and says nothing of the key that made it. */
class SignedAddressTest {
  private static final ObjectAddress OBJECT =
      ObjectAddress.of("s3://acme-code/site/release (1)+x.tar.zst".replace(" ", "")).orElseThrow();

  private static Storage.Bucket bucket(String endpoint, boolean pathStyle) {
    return new Storage.Bucket(
        endpoint,
        "eu-central-1",
        "acme-code",
        "site/",
        pathStyle,
        new Secret("access"),
        new Secret("secret"));
  }

  private static SignedAddress sign(Storage.Bucket bucket) {
    return SignedAddress.toRead(
        bucket, "AKIDEXAMPLE", "a-very-secret-key", OBJECT, Duration.ofMinutes(15));
  }

  @Test
  void isForOneObjectOfTheDeclaredStorageAndAWhile() {
    String address = sign(bucket("https://s3.example.org:9000", true)).text();

    assertThat(address)
        .startsWith("https://s3.example.org:9000/acme-code/site/release%281%29%2Bx.tar.zst?")
        .contains("X-Amz-Expires=900")
        .contains("%2Feu-central-1%2Fs3%2Faws4_request")
        .contains("X-Amz-SignedHeaders=host&")
        .doesNotContain("a-very-secret-key");
  }

  @Test
  void namesTheBucketInTheHostUnlessDeclaredOtherwise() {
    assertThat(sign(bucket("https://s3.example.org", false)).text())
        .startsWith("https://acme-code.s3.example.org/site/");
    assertThat(sign(bucket(null, false)).text())
        .startsWith("https://acme-code.s3.eu-central-1.amazonaws.com/site/");
  }

  @Test
  void itsSignatureIsHiddenAlsoWhereItStandsAlone() {
    SignedAddress address = sign(bucket("https://s3.example.org", true));

    assertThat(address.secretParts()).hasSize(1);
    assertThat(address.secretParts().get(0)).matches("[0-9a-f]{64}");
    assertThat(address.text()).contains(address.secretParts().get(0));
    assertThat(address).hasToString("SignedAddress[s3.example.org]");
  }
}
