package hudson.model;

import hudson.model.queue.CauseOfBlockage;
import hudson.model.queue.ScheduleResult;
import hudson.model.queue.SubTask;
import jenkins.console.WithConsoleUrl;
import jenkins.model.queue.AsynchronousExecution;
import jenkins.model.queue.QueueItem;

/** What waits for an executor. */
public class Queue implements Saveable {
  private Queue() {}

  public boolean cancel(Queue.Task p) {
    throw new UnsupportedOperationException();
  }

  public static Queue getInstance() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void save() {
    throw new UnsupportedOperationException();
  }

  public ScheduleResult schedule2(Queue.Task p, int quietPeriod, Action... actions) {
    throw new UnsupportedOperationException();
  }

  /** Waits for nothing but an executor. */
  public static final class BuildableItem extends Queue.NotWaitingItem {
    private BuildableItem() {
      super((Queue.WaitingItem) null);
    }
  }

  /** The work that an executor does for a task. */
  public interface Executable extends Runnable, WithConsoleUrl {
    @Override
    default String getConsoleUrl() {
      throw new UnsupportedOperationException();
    }

    default long getEstimatedDuration() {
      throw new UnsupportedOperationException();
    }

    SubTask getParent();

    @Override
    void run() throws AsynchronousExecution;

    String toString();
  }

  /** A task in the queue. */
  public abstract static class Item extends Actionable implements QueueItem {
    public final Queue.Task task = null;

    protected Item(Queue.Item item) {}
  }

  /** Has left the queue: it was started, or it was cancelled. */
  public static final class LeftItem extends Queue.Item {
    private LeftItem() {
      super((Queue.Item) null);
    }

    public boolean isCancelled() {
      throw new UnsupportedOperationException();
    }
  }

  /** Its quiet period is over. */
  public abstract static class NotWaitingItem extends Queue.Item {
    protected NotWaitingItem(Queue.WaitingItem wi) {
      super((Queue.Item) null);
    }
  }

  /** What can be put into the queue. */
  public interface Task extends ModelObject, SubTask {
    default void checkAbortPermission() {
      throw new UnsupportedOperationException();
    }

    default CauseOfBlockage getCauseOfBlockage() {
      throw new UnsupportedOperationException();
    }

    @Override
    String getFullDisplayName();

    String getName();

    @Override
    String getUrl();

    default boolean isConcurrentBuild() {
      throw new UnsupportedOperationException();
    }
  }

  /** A task that is not in the queue any more after a restart. */
  public interface TransientTask extends Queue.Task {}

  /** Waits for the end of its quiet period. */
  public static final class WaitingItem extends Queue.Item
      implements Comparable<Queue.WaitingItem> {
    private WaitingItem() {
      super((Queue.Item) null);
    }

    public int compareTo(Queue.WaitingItem that) {
      throw new UnsupportedOperationException();
    }
  }
}
