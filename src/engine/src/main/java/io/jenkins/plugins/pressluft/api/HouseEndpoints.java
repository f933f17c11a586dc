package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.LoggedOperation;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What concerns the whole house: its figures, its log, its contract. */
final class HouseEndpoints {
  private static final Duration LATELY = Duration.ofMinutes(10);

  private final Store store;
  private final Contract contract;
  private final PrometheusMeterRegistry meters;

  HouseEndpoints(Store store, Contract contract, PrometheusMeterRegistry meters) {
    this.store = store;
    this.contract = contract;
    this.meters = meters;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("getMetrics", this::metrics);
    endpoints.put("listOperations", this::operations);
    endpoints.put("getContract", call -> Reply.bytes(200, "application/yaml", contract.text()));
    endpoints.put("getPrometheus", this::prometheus);
  }

  private Reply metrics(Call call) {
    everywhere(call, "see the figures of the whole house");
    return Reply.ok(store.read(this::figures));
  }

  /** Each writes its own clock's time, so the bound is wide. */
  private static int controllersSeen(Transaction tx) {
    Instant lately = tx.now().minus(LATELY);
    return (int) tx.controllers().all().stream().filter(c -> c.seenAt().isAfter(lately)).count();
  }

  private ObjectNode figures(Transaction tx) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("jobs_running", tx.jobs().count(JobStatus.RUNNING));
    node.put("jobs_queued", tx.jobs().count(JobStatus.QUEUED));
    node.put("nodes_active", (int) tx.nodes().all().stream().filter(Node::declared).count());
    node.put("sites_total", (int) tx.sites().all().stream().filter(Site::declared).count());
    node.put("controllers_seen", store.isShared() ? controllersSeen(tx) : 1);
    return node;
  }

  private Reply prometheus(Call call) {
    everywhere(call, "see the figures of the whole house");
    StringBuilder text = new StringBuilder();
    store
        .read(this::figures)
        .properties()
        .forEach(
            figure ->
                text.append("# TYPE pressluft_")
                    .append(figure.getKey())
                    .append(" gauge\npressluft_")
                    .append(figure.getKey())
                    .append(' ')
                    .append(figure.getValue())
                    .append('\n'));
    return Reply.text("text/plain; version=0.0.4", text + meters.scrape());
  }

  private Reply operations(Call call) {
    everywhere(call, "read the operations log");
    List<LoggedOperation> lines =
        store.read(tx -> tx.operations().after(call.number("after"), (int) call.number("limit")));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (LoggedOperation line : lines) {
      out.writeBytes(Json.bytes(Shapes.operation(line)));
      out.write('\n');
    }
    return Reply.bytes(200, "application/x-ndjson", out.toByteArray());
  }

  private static void everywhere(Call call, String what) {
    if (!call.caller().may(Caller.Permission.VIEW, null)) {
      throw new RefusedException(Refusal.forbidden("You may not " + what + "."));
    }
  }
}
