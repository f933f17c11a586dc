package io.jenkins.plugins.pressluft.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * One file of the dashboard.
 *
 * @param name its path below the others', for example {@code lib/dom.mjs}
 * @param contentType as browsers must be told it; modules are refused under another one
 * @param bytes as it is
 * @param compressed the same with gzip
 * @param tag the entity tag, quoted
 */
public record WebFile(
    String name, String contentType, byte[] bytes, byte[] compressed, String tag) {
  private static final Map<String, String> TYPES =
      Map.of(
          "mjs", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json; charset=utf-8",
          "svg", "image/svg+xml");

  /** From its bytes. */
  static WebFile of(String name, byte[] bytes) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("The dashboard has a file of an unknown type: " + name);
    }
    return new WebFile(
        name, type, bytes, gzip(bytes), '"' + WebFiles.digest(bytes).substring(0, 24) + '"');
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3 + 64);
    try (GZIPOutputStream zip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
