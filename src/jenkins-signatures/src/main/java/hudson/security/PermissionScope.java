package hudson.security;

/** What kind of object a permission can be granted on. */
public final class PermissionScope {
  public static final PermissionScope ITEM_GROUP = null;

  private PermissionScope() {}
}
