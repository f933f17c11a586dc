package hudson.model;

/** See the Javadoc of Jenkins. */
public interface ResourceActivity {
  String getDisplayName();
}
