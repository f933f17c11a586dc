package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.List;
import java.util.UUID;

/** The events of one job, until it has ended. */
record JobFeed(UUID jobId) implements EventFeed {
  @Override
  public Batch read(Transaction tx, long after, int limit) {
    boolean isFinal = tx.jobs().byId(jobId).map(job -> job.status().isFinal()).orElse(true);
    List<JobEvent> events = tx.events().after(jobId, after, limit);
    boolean more = events.size() == limit;
    return new Batch(
        events.stream()
            .map(event -> new Message(event.sequence(), event.type(), Shapes.event(event)))
            .toList(),
        events.isEmpty() ? after : events.get(events.size() - 1).sequence(),
        more,
        isFinal && !more);
  }
}
