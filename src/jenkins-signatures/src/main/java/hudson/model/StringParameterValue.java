package hudson.model;

/** A parameter's value that is text. */
public class StringParameterValue extends ParameterValue {
  public StringParameterValue(String name, String value, String description) {
    super((String) null);
  }

  public String getValue() {
    throw new UnsupportedOperationException();
  }
}
