package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.EventStream;
import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.model.Controller;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operations on jobs. */
final class JobEndpoints {
  private final Store store;

  /** How long a cancel waits for the node, so that the answer is mostly the final one. */
  private static final Duration CANCEL_WAIT = Duration.ofSeconds(5);

  private static final Duration CANCEL_LOOK = Duration.ofMillis(500);

  private final JobService jobs;
  private final EventStream news;

  JobEndpoints(Store store, JobService jobs, EventStream news) {
    this.store = store;
    this.jobs = jobs;
    this.news = news;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("listJobs", this::list);
    endpoints.put("getJob", this::get);
    endpoints.put("cancelJob", this::cancel);
    endpoints.put("getJobLog", this::log);
    endpoints.put("getJobEvents", this::events);
    endpoints.put("getEvents", this::everything);
  }

  private Reply list(Call call) {
    return store.read(tx -> page(call, tx, new Sight(call.caller(), tx)));
  }

  private static Reply page(Call call, Transaction tx, Sight sight) {
    int limit = (int) call.number("limit");
    List<Job> page = jobs(call, tx, sight, limit + 1);
    Map<UUID, String> controllers = controllers(tx);
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    page.stream()
        .limit(limit)
        .forEach(job -> list.add(Shapes.job(job, sight.nameOf(job.environmentId()), controllers)));
    Reply.Whole reply = Reply.ok(list);
    return page.size() > limit
        ? reply.with("Pressluft-Next-Cursor", cursor(page.get(limit - 1).id()))
        : reply;
  }

  /** Reads on until enough jobs are found that the caller may see, or there are no more. */
  private static List<Job> jobs(Call call, Transaction tx, Sight sight, int wanted) {
    JobStatus status = optional(call, "status") == null ? null : JobStatus.of(call.text("status"));
    JobType type = optional(call, "job_type") == null ? null : JobType.of(call.text("job_type"));
    UUID environment =
        optional(call, "environment_id") == null
            ? null
            : sight.environment(call.text("environment_id")).id();
    UUID site = optional(call, "site_id") == null ? null : sight.site(call.text("site_id")).id();
    UUID before = optional(call, "cursor") == null ? null : before(tx, call.text("cursor"));
    List<Job> found = new ArrayList<>();
    List<Job> page;
    do {
      page = tx.jobs().list(new JobFilter(status, environment, site, type, wanted, before));
      page.stream().filter(sight::sees).forEach(found::add);
      before = page.isEmpty() ? null : page.get(page.size() - 1).id();
    } while (found.size() < wanted && page.size() == wanted);
    return found.subList(0, Math.min(found.size(), wanted));
  }

  /**
   * The names of all controllers; empty while there is only one, whose name tells nobody a thing.
   */
  private static Map<UUID, String> controllers(Transaction tx) {
    List<Controller> all = tx.controllers().all();
    return all.size() < 2
        ? Map.of()
        : all.stream().collect(Collectors.toMap(Controller::id, Controller::name));
  }

  private static JsonNode optional(Call call, String name) {
    return call.optional(name).orElse(null);
  }

  private static String cursor(UUID id) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static UUID before(Transaction tx, String cursor) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      UUID id = new UUID(bytes.getLong(), bytes.getLong());
      if (!bytes.hasRemaining() && tx.jobs().byId(id).isPresent()) {
        return id;
      }
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      // not one of ours: refused below
    }
    throw new RefusedException(
        Refusal.badRequest(
            "The parameter \"cursor\" is not one that this list gave; begin again without it."));
  }

  private Reply get(Call call) {
    return Reply.ok(
        store.read(
            tx -> {
              Sight sight = new Sight(call.caller(), tx);
              Job job = sight.job(call.uuid("job"));
              return Shapes.job(job, sight.nameOf(job.environmentId()), controllers(tx));
            }));
  }

  private Reply cancel(Call call) {
    UUID id = store.read(tx -> new Sight(call.caller(), tx).job(call.uuid("job")).id());
    Job job = afterAWhile(jobs.cancel(call.caller(), id));
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("success", true);
    node.put("status", job.status().wire());
    return Reply.ok(node);
  }

  private Job afterAWhile(Job asked) {
    long end = System.nanoTime() + CANCEL_WAIT.toNanos();
    Job job = asked;
    try {
      while (!job.status().isFinal() && System.nanoTime() < end) {
        long seen = news.version();
        job = store.read(tx -> tx.jobs().byId(asked.id()).orElse(asked));
        if (!job.status().isFinal()) {
          // A job of another controller wakes nobody here, so it is looked at now and then.
          news.await(
              seen,
              Duration.ofNanos(
                  Math.min(CANCEL_LOOK.toNanos(), Math.max(1_000_000, end - System.nanoTime()))));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return job;
  }

  private Reply log(Call call) {
    return store.read(
        tx -> {
          Job job = new Sight(call.caller(), tx).job(call.uuid("job"));
          return JobLog.of(tx, job).from(call.number("offset"));
        });
  }

  private Reply events(Call call) {
    long after =
        Math.max(
            call.optional("after").map(JsonNode::longValue).orElse(0L),
            call.optional("Last-Event-ID").map(JsonNode::longValue).orElse(0L));
    if (!wantsStream(call)) {
      return eventPage(call, after);
    }
    Job job = store.read(tx -> new Sight(call.caller(), tx).job(call.uuid("job")));
    boolean nothingMore =
        job.status().isFinal() && store.read(tx -> tx.events().after(job.id(), after, 1)).isEmpty();
    return nothingMore && after > 0
        ? Reply.bytes(204, null, new byte[0])
        : new Reply.Events(new JobFeed(job.id()), after);
  }

  private static boolean wantsStream(Call call) {
    String accept = call.request().getHeader("Accept");
    return accept == null || !accept.toLowerCase(Locale.ROOT).contains("application/json");
  }

  /** Of all jobs that the caller may see; from now on unless they say from where. */
  private Reply everything(Call call) {
    long asked =
        Math.max(
            call.optional("cursor").map(JsonNode::longValue).orElse(-1L),
            call.optional("Last-Event-ID").map(JsonNode::longValue).orElse(-1L));
    long after = asked >= 0 ? asked : store.read(tx -> tx.events().last());
    EventFeed feed = new HouseFeed(call.caller());
    if (wantsStream(call)) {
      return new Reply.Events(feed, after);
    }
    EventFeed.Batch batch = store.read(tx -> feed.read(tx, after, (int) call.number("limit")));
    ObjectNode page = JsonNodeFactory.instance.objectNode();
    ArrayNode list = page.putArray("events");
    boolean reset = false;
    for (EventFeed.Message message : batch.messages()) {
      reset |= message.type().equals("reset");
      if (message.data().has("job_id")) {
        list.add(message.data());
      }
    }
    page.put("next_cursor", batch.after());
    page.put("reset", reset);
    return Reply.ok(page);
  }

  private Reply eventPage(Call call, long after) {
    int limit = (int) call.number("limit");
    return store.read(
        tx -> {
          Job job = new Sight(call.caller(), tx).job(call.uuid("job"));
          List<JobEvent> events = tx.events().after(job.id(), after, limit);
          ObjectNode page = JsonNodeFactory.instance.objectNode();
          ArrayNode list = page.putArray("events");
          events.forEach(event -> list.add(Shapes.event(event)));
          page.put(
              "next_after", events.isEmpty() ? after : events.get(events.size() - 1).sequence());
          page.put("complete", job.status().isFinal() && events.size() < limit);
          return Reply.ok(page);
        });
  }
}
