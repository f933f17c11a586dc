package io.jenkins.plugins.pressluft.plugin.config;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.pressluft.plugin.credential.StoredAccount;
import io.jenkins.plugins.pressluft.store.Database;
import io.jenkins.plugins.pressluft.store.PostgresAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A PostgreSQL for the state, which other controllers may share. Holds no password. */
public final class StateDatabase extends AbstractDescribableImpl<StateDatabase> {
  private final String url;
  private final String credentialsId;

  /**
   * As typed; a blank URL stands for none.
   *
   * @throws IllegalArgumentException with a sentence if the URL cannot be used, or holds a password
   */
  @DataBoundConstructor
  public StateDatabase(String url, String credentialsId) {
    this.url = Util.fixEmptyAndTrim(url);
    this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    problem(this.url)
        .ifPresent(
            sentence -> {
              throw new IllegalArgumentException(sentence);
            });
  }

  /** Where it is, as the driver takes it; null: nowhere is said. */
  public String getUrl() {
    return url;
  }

  /** The id of a username with password; null: the URL says all that is needed. */
  public String getCredentialsId() {
    return credentialsId;
  }

  /** What is wrong with a URL; empty when nothing is. */
  static Optional<String> problem(String url) {
    try {
      if (url != null) {
        var unused = new PostgresAddress(url, null, null);
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** With the account as it is now. */
  Database open() {
    if (credentialsId == null) {
      return Database.postgresql(new PostgresAddress(url, null, null));
    }
    StoredAccount account = StoredAccount.of(credentialsId);
    return Database.postgresql(new PostgresAddress(url, account.user(), account.password()));
  }

  /** Whether both mean the same database and account; null: the controller's own file. */
  static boolean same(StateDatabase one, StateDatabase other) {
    return one == null || other == null
        ? one == other
        : one.url.equals(other.url) && Objects.equals(one.credentialsId, other.credentialsId);
  }

  /** Its part of the page. */
  @Extension
  public static final class DescriptorImpl extends Descriptor<StateDatabase> {
    @Override
    public String getDisplayName() {
      return "PostgreSQL";
    }

    /** Says what is wrong with a URL. Administrators only. */
    @POST
    public FormValidation doCheckUrl(@QueryParameter String value) {
      Jenkins.get().checkPermission(Jenkins.ADMINISTER);
      return problem(Util.fixEmptyAndTrim(value))
          .map(FormValidation::error)
          .orElseGet(FormValidation::ok);
    }

    /**
     * The usernames with passwords of Jenkins as a whole, and the one that is chosen although it is
     * gone: saving the page must not choose another. Administrators only.
     */
    @POST
    public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
      Map<String, String> users = StoredAccount.offered();
      String chosen = Util.fixEmptyAndTrim(credentialsId);
      ListBoxModel items = new ListBoxModel();
      items.add("None", "");
      users.forEach((id, user) -> items.add(user + " (" + id + ")", id));
      if (chosen != null && !users.containsKey(chosen)) {
        items.add("Not there: " + chosen, chosen);
      }
      return items;
    }
  }
}
