package hudson.security;

import org.springframework.security.access.AccessDeniedException;

/** Something that has an access control list. */
public interface AccessControlled {
  default void checkPermission(Permission permission) throws AccessDeniedException {
    throw new UnsupportedOperationException();
  }

  ACL getACL();

  default boolean hasPermission(Permission permission) {
    throw new UnsupportedOperationException();
  }
}
