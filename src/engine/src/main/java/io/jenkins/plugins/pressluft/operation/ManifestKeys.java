package io.jenkins.plugins.pressluft.operation;

import io.jenkins.plugins.pressluft.home.PrivateFile;
import io.jenkins.plugins.pressluft.store.SharedRegistry;
import io.jenkins.plugins.pressluft.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that sign manifests. There is one master key, which never leaves this machine; a node
 * gets the key of the one backup it makes or reads, and so can forge no other's. Whoever loses the
 * master key can no longer prove that older backups are unaltered: it belongs into the controller's
 * own backup.
 */
public final class ManifestKeys {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;
  private static final String PURPOSE = "pressluft-manifest-v1\n";
  private static final String FINGERPRINT = "pressluft-manifest-key-fingerprint";

  private final byte[] master;

  private ManifestKeys(byte[] master) {
    this.master = master;
  }

  /**
   * Reads {@code manifest.key} of the home, or makes it at the first start (mode 0600, 64 hex
   * digits).
   *
   * @throws IllegalStateException if the file is not a key or others can reach it; it is never
   *     replaced, since that would make every backup unprovable
   */
  public static ManifestKeys open(Path home) {
    Path file = home.resolve("manifest.key");
    try {
      if (!Files.exists(file)) {
        create(file);
      }
      if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).endsWith("------")) {
        throw new IllegalStateException(
            file + " can be reached by others: run \"chmod 600 " + file + "\"");
      }
      String text = Files.readString(file).strip();
      if (!text.matches("[0-9a-f]{64}")) {
        throw new IllegalStateException(
            file + " is not a key of 64 hex digits; put it back from the controller's backup");
      }
      return new ManifestKeys(HexFormat.of().parseHex(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void create(Path file) throws IOException {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    // Another process may be first; its key counts.
    PrivateFile.create(file, HexFormat.of().formatHex(key) + "\n");
  }

  /**
   * Holds that every controller of a database signs with the same key: what one signs, each of the
   * others must be able to prove. The first one brings it.
   *
   * @param controller this one's name, for the others
   * @throws IllegalStateException with what to do, if this home has another key
   */
  public void agree(Store store, String controller, Path home) {
    String mine = fingerprint();
    SharedRegistry.KeyMark mark = store.transact(tx -> tx.registry().manifestKey(mine, controller));
    if (!mark.fingerprint().equals(mine)) {
      throw new IllegalStateException(
          "the controllers of this database sign manifests with another key than "
              + home.resolve("manifest.key")
              + ": copy manifest.key from the home of the controller "
              + mark.broughtBy()
              + ", or of any other that works on it, over that file, with mode 0600, and start"
              + " again");
    }
  }

  /** Tells the key from another one and nothing of what it is. */
  private String fingerprint() {
    return HexFormat.of().formatHex(hmac(master, FINGERPRINT.getBytes(StandardCharsets.UTF_8)));
  }

  /** The key of one backup, 64 hex digits. */
  public String keyOf(UUID backupId, UUID environmentId) {
    return HexFormat.of()
        .formatHex(
            hmac(
                master,
                (PURPOSE + backupId + "\n" + environmentId).getBytes(StandardCharsets.UTF_8)));
  }

  /** The signature of a manifest under its backup's key, hex. */
  public String sign(UUID backupId, UUID environmentId, String manifest) {
    byte[] key = keyBytes(backupId, environmentId);
    return HexFormat.of().formatHex(hmac(key, manifest.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether the manifest was signed with the key of this backup. */
  public boolean isSigned(UUID backupId, UUID environmentId, String manifest, String signature) {
    return MessageDigest.isEqual(
        sign(backupId, environmentId, manifest).getBytes(StandardCharsets.US_ASCII),
        signature.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
  }

  /** The node's HMAC key is the hex text's bytes decoded: 32 bytes. */
  private byte[] keyBytes(UUID backupId, UUID environmentId) {
    return HexFormat.of().parseHex(keyOf(backupId, environmentId));
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
