package hudson.security;

/** See the Javadoc of Jenkins. */
public final class PermissionScope {
  public static final PermissionScope ITEM_GROUP = null;

  private PermissionScope() {}
}
