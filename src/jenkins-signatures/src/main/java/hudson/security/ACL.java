package hudson.security;

import org.springframework.security.core.Authentication;

/** Who may do what with one object. */
public abstract class ACL {
  public static final Authentication SYSTEM2 = null;

  private ACL() {}

  public static ACLContext as2(Authentication auth) {
    throw new UnsupportedOperationException();
  }

  public boolean hasPermission2(Authentication a, Permission permission) {
    throw new UnsupportedOperationException();
  }

  public static boolean isAnonymous2(Authentication authentication) {
    throw new UnsupportedOperationException();
  }
}
