package hudson.model;

/** Something with a name, and perhaps a page and an icon, that belongs to another object. */
public interface Action extends ModelObject {
  @Override
  String getDisplayName();

  String getIconFileName();

  String getUrlName();
}
