package hudson.model.queue;

import hudson.model.Queue;
import org.springframework.security.core.Authentication;

/** Questions about tasks of the queue. */
public class Tasks {
  private Tasks() {}

  public static Authentication getAuthenticationOf2(Queue.Task t) {
    throw new UnsupportedOperationException();
  }
}
