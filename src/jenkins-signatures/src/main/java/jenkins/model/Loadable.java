package jenkins.model;

import java.io.IOException;

/** See the Javadoc of Jenkins. */
public interface Loadable {
  void load() throws IOException;
}
