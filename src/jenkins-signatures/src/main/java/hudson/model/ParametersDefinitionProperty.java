package hudson.model;

import jenkins.model.OptionalJobProperty;

/** See the Javadoc of Jenkins. */
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
