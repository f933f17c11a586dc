package hudson.model;

/** See the Javadoc of Jenkins. */
public class StringParameterValue extends ParameterValue {
  public StringParameterValue(String name, String value, String description) {
    super((String) null);
  }

  public String getValue() {
    throw new UnsupportedOperationException();
  }
}
