package hudson.util;

import hudson.model.TaskListener;

/** See the Javadoc of Jenkins. */
public abstract class AbstractTaskListener implements TaskListener {
  public AbstractTaskListener() {}
}
