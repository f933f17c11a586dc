package hudson.util;

import java.util.ArrayList;

/** What a combo box proposes. */
public class ComboBoxModel extends ArrayList<String> {
  public ComboBoxModel() {}
}
