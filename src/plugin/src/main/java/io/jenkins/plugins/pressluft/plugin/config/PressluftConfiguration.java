package io.jenkins.plugins.pressluft.plugin.config;

import hudson.Extension;
import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.PersistentDescriptor;
import hudson.model.labels.LabelExpression;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.pressluft.home.Sha256;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.registry.Problem;
import io.jenkins.plugins.pressluft.registry.RegistryException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.ansible.AnsibleInstallation;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * The section "Pressluft" of the system configuration. Where playbooks run is kept here; the
 * registry is shown and edited here and kept in its own file.
 */
@Extension
@Symbol("pressluft")
public final class PressluftConfiguration extends GlobalConfiguration
    implements PersistentDescriptor {
  private String agentLabel;
  private String ansibleInstallation;
  private boolean allowOnController;
  private StateDatabase database;

  /** The one of this controller. */
  public static PressluftConfiguration get() {
    return GlobalConfiguration.all().getInstance(PressluftConfiguration.class);
  }

  /** Where playbooks run that no {@code node} block was given for; null: nowhere is declared. */
  public String getAgentLabel() {
    return agentLabel;
  }

  /** Sets a label expression; blank stands for none. */
  @DataBoundSetter
  public void setAgentLabel(String agentLabel) {
    this.agentLabel = Util.fixEmptyAndTrim(agentLabel);
    save();
  }

  /** The name of the Ansible that playbooks are run with; null: the agent's own. */
  public String getAnsibleInstallation() {
    return ansibleInstallation;
  }

  /** Sets the name of an Ansible installation; blank stands for none. */
  @DataBoundSetter
  public void setAnsibleInstallation(String ansibleInstallation) {
    this.ansibleInstallation = Util.fixEmptyAndTrim(ansibleInstallation);
    save();
  }

  /** Whether playbooks may run on the controller itself; false unless somebody says so. */
  public boolean isAllowOnController() {
    return allowOnController;
  }

  /** Allows or forbids playbooks on the controller itself. */
  @DataBoundSetter
  public void setAllowOnController(boolean allowOnController) {
    this.allowOnController = allowOnController;
    save();
  }

  /** Where the state is kept that other controllers share; null: in a file of this controller. */
  public StateDatabase getDatabase() {
    return database;
  }

  /**
   * Sets where the state is kept; one without a URL stands for none. An engine that is open stays
   * where it is until the next start; one that could not be opened tries at once.
   */
  @DataBoundSetter
  public void setDatabase(StateDatabase database) {
    this.database = database == null || database.getUrl() == null ? null : database;
    save();
    Pressluft.get().openAgain();
  }

  /** What the page says about the state's database; null: nothing. */
  public String getDatabaseNotice() {
    return Pressluft.get().trouble().isPresent() || ControllerDatabase.get().wasGiven(database)
        ? null
        : "Another database is configured than the one that is open. It counts from the next start"
            + " of Jenkins.";
  }

  /** The registry as it stands, for the page. */
  public String getRegistry() {
    return RegistryDocument.ofController().text();
  }

  /** Tells the registry of the page from another one that was saved meanwhile. */
  public String getRegistryDigest() {
    return Sha256.of(getRegistry());
  }

  /** Why the registry as it stands is not in force, one line a reason; empty when it is. */
  public List<String> getProblems() {
    Pressluft pressluft = Pressluft.get();
    return pressluft
        .trouble()
        .map(List::of)
        .orElseGet(
            () -> pressluft.registry().state().problems().stream().map(Problem::toString).toList());
  }

  @Override
  public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
    Jenkins.get().checkPermission(Jenkins.ADMINISTER);
    if (form.opt("database") instanceof JSONObject typed) {
      Optional<String> problem =
          StateDatabase.problem(Util.fixEmptyAndTrim(typed.optString("url", "")));
      if (problem.isPresent()) {
        throw new FormException(problem.get(), "database");
      }
    }
    String text = form.optString("registry", null);
    if (text != null && !same(text, getRegistry())) {
      declare(text, form.optString("registryDigest", null));
    }
    request.bindJSON(this, form);
    return true;
  }

  private void declare(String text, String before) throws FormException {
    try {
      RegistryDocument.bringUpToDate();
      if (before != null && !before.equals(getRegistryDigest())) {
        throw new FormException(
            "The registry was changed by somebody else meanwhile. Load the page again.",
            "registry");
      }
      RegistryDocument.replaceAsMeant(text);
    } catch (RegistryException | UncheckedIOException | IllegalStateException e) {
      throw new FormException(e.getMessage(), "registry");
    }
  }

  /** Says what is wrong with a registry, with its lines. Administrators only. */
  @POST
  public FormValidation doCheckRegistry(@QueryParameter String value) {
    Jenkins.get().checkPermission(Jenkins.ADMINISTER);
    List<Problem> problems = RegistryDocument.problems(value);
    return problems.isEmpty()
        ? FormValidation.ok()
        : FormValidation.error(
            problems.stream().limit(20).map(Problem::toString).collect(Collectors.joining("\n")));
  }

  /** Says whether any agent has the label. Administrators only. */
  @POST
  public FormValidation doCheckAgentLabel(@QueryParameter String value) {
    Jenkins.get().checkPermission(Jenkins.ADMINISTER);
    return LabelExpression.validate(value);
  }

  /** The labels that begin like what was typed. Administrators only. */
  @POST
  public AutoCompletionCandidates doAutoCompleteAgentLabel(@QueryParameter String value) {
    Jenkins.get().checkPermission(Jenkins.ADMINISTER);
    return LabelExpression.autoComplete(value);
  }

  /** The Ansible installations of this controller. Administrators only. */
  @POST
  public ListBoxModel doFillAnsibleInstallationItems() {
    Jenkins.get().checkPermission(Jenkins.ADMINISTER);
    ListBoxModel items = new ListBoxModel();
    items.add("The agent's own ansible-playbook", "");
    for (AnsibleInstallation installation : AnsibleInstallation.allInstallations()) {
      items.add(installation.getName());
    }
    return items;
  }

  private static boolean same(String typed, String text) {
    return typed.replace("\r\n", "\n").strip().equals(text.strip());
  }
}
