package hudson.model;

/** Anything that has a name for people. */
public interface ModelObject {
  String getDisplayName();
}
