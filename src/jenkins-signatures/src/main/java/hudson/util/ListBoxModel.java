package hudson.util;

import java.util.ArrayList;

/** See the Javadoc of Jenkins. */
public class ListBoxModel extends ArrayList<ListBoxModel.Option> {
  public ListBoxModel() {}

  public ListBoxModel add(String nameAndValue) {
    throw new UnsupportedOperationException();
  }

  public void add(String displayName, String value) {
    throw new UnsupportedOperationException();
  }

  /** See the Javadoc of Jenkins. */
  public static final class Option {
    private Option() {}
  }
}
