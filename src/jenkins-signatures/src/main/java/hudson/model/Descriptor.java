package hudson.model;

import jenkins.model.Loadable;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/** What Jenkins knows of a configurable class: its name, its form and its defaults. */
public abstract class Descriptor<T extends Describable<T>> implements Loadable, Saveable {
  protected Descriptor() {}

  public boolean configure(StaplerRequest2 req, JSONObject json) throws Descriptor.FormException {
    throw new UnsupportedOperationException();
  }

  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save() {
    throw new UnsupportedOperationException();
  }

  /** A submitted form that cannot be accepted, with the field. */
  public static final class FormException extends Exception {
    public FormException(String message, String formField) {}
  }
}
