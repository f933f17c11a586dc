package io.jenkins.plugins.pressluft.plugin.credential;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import java.util.Optional;

/** Finds credentials by their ids, and notes that they were used. */
@FunctionalInterface
interface CredentialLookup {
  Optional<StandardCredentials> find(String id);
}
