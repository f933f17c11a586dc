package io.jenkins.plugins.pressluft.plugin.parameter;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.ComboBoxModel;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** One of the environments that whoever starts the build may see, as {@code site/environment}. */
public final class EnvironmentParameterDefinition extends RegistryParameterDefinition {
  private static final long serialVersionUID = 1L;

  /** A parameter of this name. */
  @DataBoundConstructor
  public EnvironmentParameterDefinition(String name) {
    super(name);
  }

  /** For the parameters page; none when the engine is not there, which the page says. */
  public List<Choice> getChoices() {
    return Pages.choices(RegistryChoices::environments);
  }

  /** What is wrong with the engine, for the parameters page; null when nothing is. */
  public String getTrouble() {
    return Pages.trouble();
  }

  @Override
  Optional<String> refused(String value, StaplerRequest2 request) {
    return RegistryChoices.ofCurrentUser().environmentRefused(value);
  }

  @Override
  RegistryParameterDefinition copy() {
    return new EnvironmentParameterDefinition(getName());
  }

  /** What Jenkins knows of the parameter. */
  @Extension
  @Symbol({"pressluftEnvironment", "pressluftEnvironmentParameter"})
  public static final class DescriptorImpl extends ParameterDescriptor {
    @Override
    public String getDisplayName() {
      return "Pressluft environment";
    }

    /** The environments to choose a default from. */
    @POST
    public ComboBoxModel doFillDefaultValueItems(@AncestorInPath Item item) {
      ComboBoxModel model = new ComboBoxModel();
      boolean mayConfigure =
          item == null
              ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
              : item.hasPermission(Item.CONFIGURE);
      if (mayConfigure) {
        Pages.choices(RegistryChoices::environments).forEach(choice -> model.add(choice.value()));
      }
      return model;
    }
  }
}
