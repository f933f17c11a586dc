package hudson.security;

import org.springframework.security.access.AccessDeniedException;

/** See the Javadoc of Jenkins. */
public interface AccessControlled {
  default void checkPermission(Permission permission) throws AccessDeniedException {
    throw new UnsupportedOperationException();
  }

  ACL getACL();

  default boolean hasPermission(Permission permission) {
    throw new UnsupportedOperationException();
  }
}
