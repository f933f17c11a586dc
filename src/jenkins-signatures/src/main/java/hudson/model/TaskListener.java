package hudson.model;

import java.io.PrintStream;

/** See the Javadoc of Jenkins. */
public interface TaskListener {
  PrintStream getLogger();
}
