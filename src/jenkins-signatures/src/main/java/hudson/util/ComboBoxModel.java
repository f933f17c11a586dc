package hudson.util;

import java.util.ArrayList;

/** See the Javadoc of Jenkins. */
public class ComboBoxModel extends ArrayList<String> {
  public ComboBoxModel() {}
}
