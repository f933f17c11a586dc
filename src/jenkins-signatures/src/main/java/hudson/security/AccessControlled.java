package hudson.security;

/** See the Javadoc of Jenkins. */
public interface AccessControlled {
  ACL getACL();

  default boolean hasPermission(Permission permission) {
    throw new UnsupportedOperationException();
  }
}
