package hudson.model;

/** See the Javadoc of Jenkins. */
public interface ModelObject {
  String getDisplayName();
}
