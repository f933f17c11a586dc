package hudson.security;

import java.util.Iterator;
import org.jvnet.localizer.Localizable;

/** Permissions that are shown together. */
public final class PermissionGroup implements Iterable<Permission>, Comparable<PermissionGroup> {
  public PermissionGroup(Class owner, Localizable title) throws IllegalStateException {}

  public int compareTo(PermissionGroup that) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterator<Permission> iterator() {
    throw new UnsupportedOperationException();
  }
}
