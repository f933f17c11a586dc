package hudson;

import java.util.TreeMap;

/** Environment variables by name. */
public class EnvVars extends TreeMap<String, String> {
  public EnvVars() {}
}
