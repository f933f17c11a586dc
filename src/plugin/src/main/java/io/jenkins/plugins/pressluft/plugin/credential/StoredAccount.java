package io.jenkins.plugins.pressluft.plugin.credential;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.security.ACL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;

/**
 * A username with password of Jenkins as a whole, for what the controller itself connects to.
 *
 * @param password never shown; {@link #toString} leaves it out
 */
public record StoredAccount(String user, String password) {
  /**
   * The account as it is now.
   *
   * @throws IllegalStateException with a sentence if there is none with this id
   */
  public static StoredAccount of(String id) {
    return of(id, new StoredCredentials(null, null, null));
  }

  static StoredAccount of(String id, CredentialLookup credentials) {
    StandardCredentials found =
        credentials
            .find(id)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "there is no credential \""
                            + id
                            + "\" in Jenkins; add a username with password under this id, or choose"
                            + " another one"));
    if (found instanceof StandardUsernamePasswordCredentials account) {
      return new StoredAccount(account.getUsername(), account.getPassword().getPlainText());
    }
    throw new IllegalStateException(
        "the credential \"" + id + "\" is no username with password; choose one that is");
  }

  /** Those that can be chosen: ids, each with the name of its user. Administrators only. */
  public static Map<String, String> offered() {
    Jenkins.get().checkPermission(Jenkins.ADMINISTER);
    Map<String, String> users = new LinkedHashMap<>();
    CredentialsProvider.lookupCredentialsInItemGroup(
            StandardUsernamePasswordCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
        .forEach(account -> users.put(account.getId(), account.getUsername()));
    return users;
  }

  @Override
  public String toString() {
    return "StoredAccount[" + user + "]";
  }
}
