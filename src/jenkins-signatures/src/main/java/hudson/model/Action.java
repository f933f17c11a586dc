package hudson.model;

/** See the Javadoc of Jenkins. */
public interface Action extends ModelObject {
  @Override
  String getDisplayName();

  String getIconFileName();

  String getUrlName();
}
