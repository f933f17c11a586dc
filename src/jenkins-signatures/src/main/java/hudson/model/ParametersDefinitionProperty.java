package hudson.model;

import jenkins.model.OptionalJobProperty;

/** The parameters that a job asks for. */
public class ParametersDefinitionProperty extends OptionalJobProperty<Job<?, ?>> implements Action {
  private ParametersDefinitionProperty() {}

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getIconFileName() {
    throw new UnsupportedOperationException();
  }

  public ParameterDefinition getParameterDefinition(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getUrlName() {
    throw new UnsupportedOperationException();
  }
}
