package hudson.model;

import java.io.IOException;

/** See the Javadoc of Jenkins. */
public interface Saveable {
  void save() throws IOException;
}
