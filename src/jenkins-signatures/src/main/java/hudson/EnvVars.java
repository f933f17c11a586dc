package hudson;

import java.util.TreeMap;

/** See the Javadoc of Jenkins. */
public class EnvVars extends TreeMap<String, String> {
  public EnvVars() {}
}
