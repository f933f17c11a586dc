package hudson.model;

import hudson.ExtensionPoint;
import hudson.cli.CLICommand;
import java.io.IOException;
import java.io.Serializable;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/** A parameter that a job asks for. */
public abstract class ParameterDefinition
    implements Describable<ParameterDefinition>, ExtensionPoint, Serializable {
  protected ParameterDefinition(String name) {}

  public ParameterDefinition copyWithDefaultValue(ParameterValue defaultValue) {
    throw new UnsupportedOperationException();
  }

  public ParameterValue createValue(CLICommand command, String value)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  public ParameterValue createValue(StaplerRequest2 req) {
    throw new UnsupportedOperationException();
  }

  public ParameterValue createValue(StaplerRequest2 req, JSONObject jo) {
    throw new UnsupportedOperationException();
  }

  public ParameterValue getDefaultParameterValue() {
    throw new UnsupportedOperationException();
  }

  public String getDescription() {
    throw new UnsupportedOperationException();
  }

  public String getName() {
    throw new UnsupportedOperationException();
  }

  public boolean isValid(ParameterValue value) {
    throw new UnsupportedOperationException();
  }

  public void setDescription(String description) {
    throw new UnsupportedOperationException();
  }

  /** A parameter definition's descriptor. */
  public abstract static class ParameterDescriptor extends Descriptor<ParameterDefinition> {
    protected ParameterDescriptor() {}

    @Override
    public String getDisplayName() {
      throw new UnsupportedOperationException();
    }
  }
}
