package hudson.model;

import hudson.ExtensionPoint;
import java.util.List;

/** Adds links to the side panel of views without storing them. */
public abstract class TransientViewActionFactory implements ExtensionPoint {
  public TransientViewActionFactory() {}

  public abstract List<Action> createFor(View v);
}
