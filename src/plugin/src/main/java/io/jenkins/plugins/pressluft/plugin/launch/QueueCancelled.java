package io.jenkins.plugins.pressluft.plugin.launch;

import hudson.Extension;
import hudson.model.Computer;
import hudson.model.Queue;
import hudson.model.queue.QueueListener;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A person who takes a job's place out of the queue cancels the job. */
@Extension
public final class QueueCancelled extends QueueListener {
  private static final Logger LOG = Logger.getLogger(QueueCancelled.class.getName());

  @Override
  public void onLeft(Queue.LeftItem item) {
    if (item.isCancelled() && item.task instanceof PlaybookTask task) {
      // Not here: the queue waits for its listeners.
      var unused = Computer.threadPoolForRemoting.submit(() -> cancel(task));
    }
  }

  private static void cancel(PlaybookTask task) {
    try {
      task.slots().jobs().cancel(task.job(), "queue");
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, e, () -> "Job " + task.job() + " has ended already");
    } finally {
      // Afterwards, or the job would ask for the next place before it is cancelled.
      task.slots().release(task.job());
    }
  }
}
