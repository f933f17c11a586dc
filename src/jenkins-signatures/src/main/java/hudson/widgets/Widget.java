package hudson.widgets;

/** A box in a side panel. */
public abstract class Widget {
  public Widget() {}

  protected String getOwnerUrl() {
    throw new UnsupportedOperationException();
  }

  public String getUrlName() {
    throw new UnsupportedOperationException();
  }
}
