package hudson.model;

/** Work that occupies something. */
public interface ResourceActivity {
  String getDisplayName();
}
