package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens to every job that the caller may see, for as long as somebody reads. Whether they
 * may see it is asked again for each event, and the single tasks of a playbook are left out: they
 * are for the job's own page.
 *
 * <p>A reader that was away for very long is told to load everything anew ({@code reset}) instead
 * of being sent all that happened meanwhile.
 */
final class HouseFeed implements EventFeed {
  /** How far a reader may be behind. */
  static final long MAX_BEHIND = 5000;

  private static final int REMEMBERED = 500;

  private final Caller caller;
  private boolean greeted;
  private final Map<UUID, Subject> subjects =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Subject> eldest) {
          return size() > REMEMBERED;
        }
      };

  HouseFeed(Caller caller) {
    this.caller = caller;
  }

  /** What of a job never changes. */
  private record Subject(String type, UUID environmentId, String environment) {}

  @Override
  public Batch read(Transaction tx, long after, int limit) {
    List<Message> messages = new ArrayList<>();
    long last = tx.events().last();
    long from = after;
    if (after > last || last - after > MAX_BEHIND) {
      from = last;
      messages.add(cursor("reset", last));
    } else if (!greeted) {
      messages.add(cursor("ready", after));
    }
    greeted = true;
    List<JobEvent> events = tx.events().after(null, from, limit);
    for (JobEvent event : events) {
      Subject subject = subjects.computeIfAbsent(event.jobId(), id -> subject(tx, id));
      if (!event.type().equals("task")
          && caller.may(Caller.Permission.VIEW, subject.environmentId())) {
        messages.add(new Message(event.sequence(), event.type(), data(event, subject)));
      }
    }
    return new Batch(
        messages,
        events.isEmpty() ? from : events.get(events.size() - 1).sequence(),
        events.size() == limit,
        false);
  }

  private static Message cursor(String type, long cursor) {
    return new Message(cursor, type, JsonNodeFactory.instance.objectNode().put("cursor", cursor));
  }

  private static ObjectNode data(JobEvent event, Subject subject) {
    ObjectNode node = Shapes.event(event);
    node.put("job_type", subject.type());
    node.put(
        "environment_id",
        subject.environmentId() == null ? null : subject.environmentId().toString());
    node.put("environment", subject.environment());
    return node;
  }

  private static Subject subject(Transaction tx, UUID jobId) {
    Job job = tx.jobs().byId(jobId).orElseThrow();
    String name =
        job.environmentId() == null
            ? null
            : tx.environments()
                .byId(job.environmentId())
                .map(environment -> environment.slugPath())
                .orElse(null);
    return new Subject(job.type().wire(), job.environmentId(), name);
  }
}
