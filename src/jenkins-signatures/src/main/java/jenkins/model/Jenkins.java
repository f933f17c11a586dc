package jenkins.model;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractCIBase;
import hudson.model.DescriptorByNameOwner;
import hudson.model.Item;
import hudson.model.ModifiableViewGroup;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.csrf.CrumbIssuer;
import java.io.File;
import java.io.IOException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

/** The controller. */
public class Jenkins extends AbstractCIBase
    implements DirectlyModifiableTopLevelItemGroup,
        ModifiableViewGroup,
        AccessControlled,
        DescriptorByNameOwner,
        ModelObjectWithContextMenu,
        ModelObjectWithChildren,
        Loadable {
  public static final Permission ADMINISTER = null;

  public static final Authentication ANONYMOUS2 = null;

  private Jenkins() {}

  @Override
  public Launcher createLauncher(TaskListener listener) {
    throw new UnsupportedOperationException();
  }

  /** The one of this process. */
  public static Jenkins get() throws IllegalStateException {
    throw new UnsupportedOperationException();
  }

  @Override
  public ACL getACL() {
    throw new UnsupportedOperationException();
  }

  public static Authentication getAuthentication2() {
    throw new UnsupportedOperationException();
  }

  public CrumbIssuer getCrumbIssuer() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getDisplayName() {
    throw new UnsupportedOperationException();
  }

  public Item getItemByFullName(String fullName) {
    throw new UnsupportedOperationException();
  }

  public <T extends Item> T getItemByFullName(String fullName, Class<T> type)
      throws AccessDeniedException {
    throw new UnsupportedOperationException();
  }

  public String getLegacyInstanceId() {
    throw new UnsupportedOperationException();
  }

  public Node getNode(String name) {
    throw new UnsupportedOperationException();
  }

  /** {@code JENKINS_HOME}. */
  public File getRootDir() {
    throw new UnsupportedOperationException();
  }

  @Override
  public FilePath getRootPath() {
    throw new UnsupportedOperationException();
  }

  public boolean isTerminating() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save() throws IOException {
    throw new UnsupportedOperationException();
  }
}
