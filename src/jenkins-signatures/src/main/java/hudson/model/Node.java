package hudson.model;

import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.Launcher;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.IOException;

/** A machine that builds run on: the controller or an agent. */
public abstract class Node extends AbstractModelObject
    implements ReconfigurableDescribable<Node>, ExtensionPoint, AccessControlled, PersistenceRoot {
  public Node() {}

  public abstract Launcher createLauncher(TaskListener listener);

  @Override
  public ACL getACL() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public abstract String getNodeName();

  public abstract FilePath getRootPath();

  @Override
  public void save() throws IOException {
    throw new UnsupportedOperationException();
  }

  public final Computer toComputer() {
    throw new UnsupportedOperationException();
  }
}
