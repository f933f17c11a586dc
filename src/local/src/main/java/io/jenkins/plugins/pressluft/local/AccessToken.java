package io.jenkins.plugins.pressluft.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** The secret that lets in: 256 random bits, made at the first start, in a file with mode 0600. */
final class AccessToken {
  private static final int BYTES = 32;
  private static final int MIN_LENGTH = 32;
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final byte[] digest;

  private AccessToken(String token) {
    this.digest = sha256(token);
  }

  /**
   * Reads the file, or makes it.
   *
   * @throws ServerException when others may read the file, or it holds no usable token
   */
  static AccessToken load(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        create(file, random);
      }
      Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      mode.retainAll(OTHERS);
      if (!mode.isEmpty()) {
        throw new ServerException(
            "Others can read the access token "
                + file
                + "; run \"chmod 600\" on it, and make a new one by deleting it if in doubt.");
      }
      String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
      if (token.length() < MIN_LENGTH || !token.matches("[\\x21-\\x7e]+")) {
        throw new ServerException(
            "The access token in "
                + file
                + " is shorter than "
                + MIN_LENGTH
                + " characters or has odd ones; delete the file to get a new one.");
      }
      return new AccessToken(token);
    } catch (IOException e) {
      throw new ServerException("The access token " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** Whether a text is the token; takes the same time for every text. */
  boolean matches(String text) {
    return text != null && MessageDigest.isEqual(digest, sha256(text));
  }

  private static void create(Path file, SecureRandom random) throws IOException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Path made =
        Files.createTempFile(
            file.getParent(),
            "token",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(made, token + "\n", StandardCharsets.US_ASCII, StandardOpenOption.SYNC);
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
