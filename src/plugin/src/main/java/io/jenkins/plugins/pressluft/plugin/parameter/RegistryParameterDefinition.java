package io.jenkins.plugins.pressluft.plugin.parameter;

import hudson.AbortException;
import hudson.cli.CLICommand;
import hudson.model.Failure;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.StringParameterValue;
import java.util.Objects;
import java.util.Optional;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * A parameter whose value is a text that the registry has to know. The build gets a plain text, so
 * that nothing of this plugin lies in its record.
 */
public abstract class RegistryParameterDefinition extends ParameterDefinition {
  private static final long serialVersionUID = 1L;

  private String defaultValue;

  RegistryParameterDefinition(String name) {
    super(name);
  }

  /** What a build without a value gets; null: such a build is refused where a person starts it. */
  public String getDefaultValue() {
    return defaultValue;
  }

  @DataBoundSetter
  public void setDefaultValue(String defaultValue) {
    this.defaultValue =
        defaultValue == null || defaultValue.isBlank() ? null : defaultValue.strip();
  }

  /**
   * Why a value is not taken; empty when it is.
   *
   * @param request null where none is at hand
   */
  abstract Optional<String> refused(String value, StaplerRequest2 request);

  abstract RegistryParameterDefinition copy();

  @Override
  public ParameterValue getDefaultParameterValue() {
    return new StringParameterValue(
        getName(), defaultValue == null ? "" : defaultValue, getDescription());
  }

  @Override
  public ParameterDefinition copyWithDefaultValue(ParameterValue value) {
    if (!(value instanceof StringParameterValue text)) {
      return this;
    }
    RegistryParameterDefinition copy = copy();
    copy.setDescription(getDescription());
    copy.setDefaultValue(text.getValue());
    return copy;
  }

  @Override
  public ParameterValue createValue(StaplerRequest2 request, JSONObject form) {
    return checked(form.optString("value", ""), request);
  }

  @Override
  public ParameterValue createValue(StaplerRequest2 request) {
    String[] sent = request.getParameterValues(getName());
    if (sent == null) {
      return getDefaultParameterValue();
    }
    if (sent.length != 1) {
      throw new Failure(getName() + ": give it once.");
    }
    return checked(sent[0], request);
  }

  @Override
  public ParameterValue createValue(CLICommand command, String value) throws AbortException {
    String text = value == null ? Objects.requireNonNullElse(defaultValue, "") : value.strip();
    Optional<String> refused = refused(text);
    if (refused.isPresent()) {
      throw new AbortException(getName() + ": " + refused.get());
    }
    return new StringParameterValue(getName(), text, getDescription());
  }

  @Override
  public boolean isValid(ParameterValue value) {
    return value instanceof StringParameterValue text
        && refused(Objects.requireNonNullElse(text.getValue(), "")).isEmpty();
  }

  private Optional<String> refused(String value) {
    try {
      return refused(value, null);
    } catch (IllegalStateException e) {
      return Optional.of(e.getMessage());
    }
  }

  private ParameterValue checked(String value, StaplerRequest2 request) {
    String text = value.strip();
    Optional<String> refused;
    try {
      refused = refused(text, request);
    } catch (IllegalStateException e) {
      refused = Optional.of(e.getMessage());
    }
    if (refused.isPresent()) {
      throw new Failure(getName() + ": " + refused.get());
    }
    return new StringParameterValue(getName(), text, getDescription());
  }
}
