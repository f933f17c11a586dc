package io.jenkins.plugins.pressluft.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All files of the dashboard, read once. Only what {@code web/files.txt} lists is there: a jar
 * cannot be listed under every class loader, and a name from a request never reaches one.
 */
public final class WebFiles {
  private static final String ROOT = "web/";

  private final Map<String, WebFile> files;
  private final String version;

  private WebFiles(Map<String, WebFile> files) {
    this.files = files;
    StringBuilder tags = new StringBuilder();
    files.values().forEach(file -> tags.append(file.name()).append(file.tag()).append('\n'));
    this.version = digest(tags.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 12);
  }

  /**
   * Those that travel in this jar.
   *
   * @throws IllegalStateException when one that is listed is not there
   */
  public static WebFiles bundled() {
    Map<String, WebFile> files = new LinkedHashMap<>();
    for (String name : list()) {
      files.put(name, WebFile.of(name, read(name)));
    }
    return new WebFiles(files);
  }

  /** One, by its path. */
  public Optional<WebFile> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** All, by their paths. */
  public Collection<WebFile> all() {
    return List.copyOf(files.values());
  }

  /** Twelve hex digits that are others when any file is another: below it, files never change. */
  public String version() {
    return version;
  }

  private static List<String> list() {
    return new String(read("files.txt"), StandardCharsets.UTF_8).lines().toList();
  }

  private static byte[] read(String name) {
    try (InputStream in = WebFiles.class.getClassLoader().getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IllegalStateException("The dashboard's file " + name + " is missing.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
