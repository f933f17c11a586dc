package io.jenkins.plugins.pressluft.storage;

import io.jenkins.plugins.pressluft.model.ObjectAddress;
import io.jenkins.plugins.pressluft.model.Storage;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * An address of one object that is valid for a while and for nothing else. It is made on the
 * controller without asking the storage, so it says nothing about whether the object is there.
 */
public final class SignedAddress {
  private static final String SIGNATURE = "X-Amz-Signature=";

  private final URL url;

  private SignedAddress(URL url) {
    this.url = url;
  }

  /**
   * For reading the object.
   *
   * @param valid a second to seven days; a transfer that has begun may take longer
   */
  public static SignedAddress toRead(
      Storage.Bucket bucket,
      String accessKey,
      String secretKey,
      ObjectAddress object,
      Duration valid) {
    S3Presigner.Builder builder =
        S3Presigner.builder()
            .region(Region.of(bucket.region()))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .serviceConfiguration(
                S3Configuration.builder().pathStyleAccessEnabled(bucket.pathStyle()).build());
    if (bucket.endpoint() != null) {
      builder.endpointOverride(URI.create(bucket.endpoint()));
    }
    try (S3Presigner presigner = builder.build()) {
      return new SignedAddress(
          presigner
              .presignGetObject(
                  request ->
                      request
                          .signatureDuration(valid)
                          .getObjectRequest(get -> get.bucket(object.bucket()).key(object.key())))
              .url());
    }
  }

  /** The whole address. Whoever has it may read the object. */
  public String text() {
    return url.toExternalForm();
  }

  /** The parts of it that are secret by themselves. */
  public List<String> secretParts() {
    return Stream.of(url.getQuery().split("&"))
        .filter(part -> part.startsWith(SIGNATURE))
        .map(part -> part.substring(SIGNATURE.length()))
        .toList();
  }

  /** Names the host, never the address. */
  @Override
  public String toString() {
    return "SignedAddress[" + url.getHost() + "]";
  }
}
