package io.jenkins.plugins.pressluft.plugin.credential;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.common.PasswordCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.SecretSource;
import io.jenkins.plugins.pressluft.model.ErrorCode;
import io.jenkins.plugins.pressluft.model.Secret;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * Secrets that are Jenkins credentials, and beside them those of the host; where the registry does
 * not say which, the host's come first, so that one registry serves both hosts. A credential is
 * looked for beside what asked for the job, then in the environment's folder, then in Jenkins as a
 * whole.
 */
public final class JenkinsSecrets implements SecretSource {
  private final SecretSource files;
  private final CredentialLookup credentials;

  JenkinsSecrets(SecretSource files, CredentialLookup credentials) {
    this.files = files;
    this.credentials = credentials;
  }

  /**
   * The secrets that a job may use.
   *
   * @param files where secrets are that are no credentials
   * @param askedIn the full name of the Jenkins item that asked; null when none did
   * @param folder the full name of the environment's folder; null when it has none
   * @param agent the name of the machine that they are sent to; null when they stay here
   */
  public static JenkinsSecrets of(SecretSource files, String askedIn, String folder, String agent) {
    return new JenkinsSecrets(files, new StoredCredentials(askedIn, folder, agent));
  }

  @Override
  public Optional<String> value(Secret secret) {
    return value(secret, credentials);
  }

  /** Looks in the same places, and notes in the credential's usage what asks. */
  @Override
  public Optional<String> value(Secret secret, String asking) {
    return value(secret, credentials.usedBy(asking));
  }

  private Optional<String> value(Secret secret, CredentialLookup from) {
    return secret.keeper() == Secret.Keeper.CREDENTIALS
        ? credential(secret.name(), from)
        : files.value(secret).or(() -> credential(secret.name(), from));
  }

  private static Optional<String> credential(String id, CredentialLookup from) {
    return from.find(id).map(found -> text(id, found));
  }

  /** What of a credential is the secret. */
  private static String text(String id, StandardCredentials credential) {
    if (credential instanceof StringCredentials text) {
      return text.getSecret().getPlainText();
    }
    if (credential instanceof SSHUserPrivateKey key) {
      return privateKey(id, key);
    }
    if (credential instanceof PasswordCredentials user) {
      return user.getPassword().getPlainText();
    }
    throw refused(
        "The credential \""
            + id
            + "\" is of a kind without a single secret text; use a secret text, a username with"
            + " password or an SSH private key.");
  }

  private static String privateKey(String id, SSHUserPrivateKey key) {
    List<String> keys = key.getPrivateKeys();
    if (keys.isEmpty()) {
      throw refused("The credential \"" + id + "\" holds no private key; enter one.");
    }
    if (key.getPassphrase() != null && !key.getPassphrase().getPlainText().isEmpty()) {
      throw refused(
          "The private key of the credential \""
              + id
              + "\" has a passphrase, which nobody could type; use a key without one.");
    }
    return keys.get(0);
  }

  private static LaunchException refused(String message) {
    return new LaunchException(ErrorCode.CREDENTIAL_MISSING, message, null);
  }
}
