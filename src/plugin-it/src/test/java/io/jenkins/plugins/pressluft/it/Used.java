package io.jenkins.plugins.pressluft.it;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.fingerprints.ItemCredentialsFingerprintFacet;
import com.cloudbees.plugins.credentials.fingerprints.NodeCredentialsFingerprintFacet;
import hudson.model.Fingerprint;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.FingerprintFacet;

/** What Jenkins shows of the use of a credential. */
record Used(List<String> jobs, List<String> nodes) {
  /**
   * The nearest credential of this id.
   *
   * @param place the folder, or Jenkins as a whole
   */
  static Used of(String id, ItemGroup<?> place) throws IOException {
    StandardCredentials found =
        CredentialsProvider.lookupCredentialsInItemGroup(
                StandardCredentials.class, place, ACL.SYSTEM2, List.of())
            .stream()
            .filter(credential -> credential.getId().equals(id))
            .findFirst()
            .orElseThrow();
    Fingerprint fingerprint = CredentialsProvider.getFingerprintOf(found);
    if (fingerprint == null) {
      return new Used(List.of(), List.of());
    }
    List<String> jobs = new ArrayList<>();
    List<String> nodes = new ArrayList<>();
    for (FingerprintFacet facet : fingerprint.getFacets()) {
      if (facet instanceof ItemCredentialsFingerprintFacet job) {
        jobs.add(job.getItemFullName());
      } else if (facet instanceof NodeCredentialsFingerprintFacet node) {
        nodes.add(node.getNodeName());
      }
    }
    return new Used(jobs, nodes);
  }
}
