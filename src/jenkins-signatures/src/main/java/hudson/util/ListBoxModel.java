package hudson.util;

import java.util.ArrayList;

/** What a drop-down list offers. */
public class ListBoxModel extends ArrayList<ListBoxModel.Option> {
  public ListBoxModel() {}

  public ListBoxModel add(String nameAndValue) {
    throw new UnsupportedOperationException();
  }

  public void add(String displayName, String value) {
    throw new UnsupportedOperationException();
  }

  /** One choice: its text and its value. */
  public static final class Option {
    private Option() {}
  }
}
