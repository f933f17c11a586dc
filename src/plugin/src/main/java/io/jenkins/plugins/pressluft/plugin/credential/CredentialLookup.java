package io.jenkins.plugins.pressluft.plugin.credential;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import java.util.Optional;

/** Finds credentials by their ids, and notes that they were used. */
@FunctionalInterface
interface CredentialLookup {
  Optional<StandardCredentials> find(String id);

  /**
   * One that looks in the same places, and notes another user.
   *
   * @param item the full name of the Jenkins item that uses what is found; null: none
   */
  default CredentialLookup usedBy(String item) {
    return this;
  }
}
