package io.jenkins.plugins.pressluft.plugin.credential;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Node;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * The credentials of this controller. They are looked up as the system: the registry, which only an
 * administrator writes, says which ones are used, and the guards say who may ask for a job.
 */
final class StoredCredentials implements CredentialLookup {
  private final String askedIn;
  private final String folder;
  private final String agent;
  private final String user;

  /** As {@link JenkinsSecrets#of}. */
  StoredCredentials(String askedIn, String folder, String agent) {
    this(askedIn, folder, agent, askedIn);
  }

  private StoredCredentials(String askedIn, String folder, String agent, String user) {
    this.askedIn = askedIn;
    this.folder = folder;
    this.agent = agent;
    this.user = user;
  }

  @Override
  public CredentialLookup usedBy(String item) {
    return new StoredCredentials(askedIn, folder, agent, item);
  }

  @Override
  public Optional<StandardCredentials> find(String id) {
    try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
      Item asking = item(askedIn);
      Optional<StandardCredentials> found = Optional.empty();
      if (asking != null) {
        found =
            named(
                id,
                CredentialsProvider.lookupCredentialsInItem(
                    StandardCredentials.class, asking, ACL.SYSTEM2, List.of()));
      }
      if (found.isEmpty() && item(folder) instanceof ItemGroup<?> group) {
        found = in(group, id);
      }
      if (found.isEmpty()) {
        found = in(Jenkins.get(), id);
      }
      found.ifPresent(this::track);
      return found;
    }
  }

  private static Optional<StandardCredentials> in(ItemGroup<?> group, String id) {
    return named(
        id,
        CredentialsProvider.lookupCredentialsInItemGroup(
            StandardCredentials.class, group, ACL.SYSTEM2, List.of()));
  }

  private static Optional<StandardCredentials> named(
      String id, List<StandardCredentials> credentials) {
    return credentials.stream().filter(credential -> credential.getId().equals(id)).findFirst();
  }

  private void track(StandardCredentials credential) {
    Item using = item(user);
    if (using != null) {
      CredentialsProvider.track(using, credential);
    }
    Node node =
        agent == null ? null : agent.isEmpty() ? Jenkins.get() : Jenkins.get().getNode(agent);
    if (node != null) {
      CredentialsProvider.track(node, credential);
    }
  }

  private static Item item(String fullName) {
    return fullName == null ? null : Jenkins.get().getItemByFullName(fullName);
  }
}
