package hudson.model;

import jenkins.model.Loadable;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

/** See the Javadoc of Jenkins. */
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

  /** See the Javadoc of Jenkins. */
  public static final class FormException extends Exception {
    public FormException(String message, String formField) {}
  }
}
