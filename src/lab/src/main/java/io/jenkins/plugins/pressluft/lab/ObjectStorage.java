package io.jenkins.plugins.pressluft.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An object storage on loopback that speaks S3 and keeps its objects as files below the lab's
 * directory. It ends with the lab at the latest.
 */
public final class ObjectStorage {
  public static final String ACCESS_KEY = "lab-access-key";
  public static final String SECRET_KEY = "lab-secret-key-0123456789";

  private final Path objects;
  private final int port;

  private ObjectStorage(Path objects, int port) {
    this.objects = objects;
    this.port = port;
  }

  /**
   * Starts it with one empty bucket.
   *
   * @param program the jar of s3proxy with everything that it needs
   */
  public static ObjectStorage start(LabHost lab, Path program, String bucket) {
    try {
      Path objects = lab.directory().resolve("objects");
      LabHost.privateDirectory(objects);
      LabHost.privateDirectory(objects.resolve(bucket));
      int port = Nginx.freePort();
      Path configuration =
          Files.writeString(
              lab.directory().resolve("objects.properties"),
              """
              s3proxy.endpoint=http://127.0.0.1:%d
              s3proxy.authorization=aws-v4
              s3proxy.identity=%s
              s3proxy.credential=%s
              jclouds.provider=filesystem-nio2
              jclouds.identity=unused
              jclouds.credential=unused
              jclouds.filesystem.basedir=%s
              """
                  .formatted(port, ACCESS_KEY, SECRET_KEY, objects));
      Daemon daemon =
          lab.companion(
              "objects",
              Map.of(),
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx128m",
                  "-jar",
                  program.toString(),
                  "--properties",
                  configuration.toString()));
      daemon.awaitReady(Duration.ofSeconds(60), () -> answers(port));
      return new ObjectStorage(objects, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** Its address, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Puts a file there as an object that nobody may read without a key. */
  public void put(Path file, String bucket, String key) {
    try (InputStream content = Files.newInputStream(file)) {
      Path object = objects.resolve(bucket).resolve(key);
      LabHost.privateDirectory(object.getParent());
      Files.copy(content, object, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(object, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
