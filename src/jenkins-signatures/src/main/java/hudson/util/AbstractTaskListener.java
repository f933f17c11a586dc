package hudson.util;

import hudson.model.TaskListener;

/** What task listeners have in common. */
public abstract class AbstractTaskListener implements TaskListener {
  public AbstractTaskListener() {}
}
