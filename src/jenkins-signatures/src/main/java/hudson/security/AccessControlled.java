package hudson.security;

/** See the Javadoc of Jenkins. */
public interface AccessControlled {
  ACL getACL();
}
