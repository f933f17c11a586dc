package io.jenkins.plugins.pressluft.plugin.parameter;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterValue;
import hudson.util.FormValidation;
import io.jenkins.plugins.pressluft.plugin.rest.PressluftRootAction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.POST;

/** One of the completed backups of the environment that another parameter names, by its id. */
public final class BackupParameterDefinition extends RegistryParameterDefinition {
  private static final long serialVersionUID = 1L;

  private final String environmentParameter;

  /**
   * A parameter of this name.
   *
   * @param environmentParameter the name of the parameter that says which environment
   */
  @DataBoundConstructor
  public BackupParameterDefinition(String name, String environmentParameter) {
    super(name);
    this.environmentParameter = environmentParameter;
  }

  /** The name of the parameter that says which environment. */
  public String getEnvironmentParameter() {
    return environmentParameter;
  }

  /** Where the dashboard's files lie, below Jenkins' own address. */
  public String getAssets() {
    return PressluftRootAction.assets();
  }

  /** What is wrong with the engine, for the parameters page; null when nothing is. */
  public String getTrouble() {
    return Pages.trouble();
  }

  @Override
  Optional<String> refused(String value, StaplerRequest2 request) {
    return RegistryChoices.ofCurrentUser().backupRefused(value, chosenBeside(request));
  }

  /** The environment in the same request; null when there is no request to look into. */
  private String chosenBeside(StaplerRequest2 request) {
    if (request == null) {
      return null;
    }
    String sent = request.getParameter(environmentParameter);
    if (sent != null) {
      return sent.strip();
    }
    String form = request.getParameter("json");
    if (form != null) {
      return inForm(JSONObject.fromObject(form).opt("parameter"));
    }
    Job<?, ?> job = request.findAncestorObject(Job.class);
    ParametersDefinitionProperty declared =
        job == null ? null : job.getProperty(ParametersDefinitionProperty.class);
    ParameterDefinition sibling =
        declared == null ? null : declared.getParameterDefinition(environmentParameter);
    return sibling != null
            && sibling.getDefaultParameterValue() instanceof StringParameterValue preset
        ? preset.getValue()
        : "";
  }

  /** Never null: a form without the environment is one that somebody made up. */
  private String inForm(Object parameters) {
    List<?> list = parameters instanceof List<?> several ? several : List.of();
    for (Object each : parameters instanceof Map<?, ?> one ? List.of(one) : list) {
      if (each instanceof Map<?, ?> parameter
          && environmentParameter.equals(parameter.get("name"))
          && parameter.get("value") instanceof String value) {
        return value.strip();
      }
    }
    return "";
  }

  @Override
  RegistryParameterDefinition copy() {
    return new BackupParameterDefinition(getName(), environmentParameter);
  }

  /**
   * What Jenkins knows of the parameter. In a Jenkinsfile of either kind the step {@code
   * pressluftBackup} goes before the symbol of the same name, so there is another one. It comes
   * first because a declarative block knows only the first, and generators of scripts take it.
   */
  @Extension
  @Symbol({"pressluftBackupParameter", "pressluftBackup"})
  public static final class DescriptorImpl extends ParameterDescriptor {
    @Override
    public String getDisplayName() {
      return "Pressluft backup";
    }

    /**
     * The backups of an environment for the parameters page of a job: to whoever may start or
     * configure it, and of the environment only if they may see that as well.
     */
    @POST
    public void doBackups(
        StaplerResponse2 response,
        @AncestorInPath Job<?, ?> job,
        @QueryParameter String environment)
        throws IOException {
      boolean may =
          job != null && (job.hasPermission(Item.BUILD) || job.hasPermission(Item.CONFIGURE));
      List<OfferedBackup> backups =
          may ? Pages.choices(choices -> choices.backups(environment)) : List.of();
      response.setContentType("application/json;charset=UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.getWriter().write(OfferedBackup.answer(backups));
    }

    /** Whether the name can be that of a parameter beside this one. */
    @POST
    public FormValidation doCheckEnvironmentParameter(
        @AncestorInPath Item item, @QueryParameter String value) {
      if (item != null && !item.hasPermission(Item.CONFIGURE)) {
        return FormValidation.ok();
      }
      return value == null || value.isBlank()
          ? FormValidation.error("Say which parameter names the environment.")
          : FormValidation.ok();
    }
  }
}
