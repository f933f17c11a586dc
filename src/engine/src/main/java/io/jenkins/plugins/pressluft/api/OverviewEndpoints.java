package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.EnvironmentType;
import io.jenkins.plugins.pressluft.model.OverviewPage;
import io.jenkins.plugins.pressluft.model.OverviewQuery;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.TimelineEntry;
import io.jenkins.plugins.pressluft.store.Store;
import io.jenkins.plugins.pressluft.store.Transaction;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a dashboard begins with: who asks, everything at a glance, and what happened where. */
final class OverviewEndpoints {
  private final Store store;
  private final CallerSource callers;

  OverviewEndpoints(Store store, CallerSource callers) {
    this.store = store;
    this.callers = callers;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("whoAmI", this::whoAmI);
    endpoints.put("getOverview", this::overview);
    endpoints.put("getTimeline", this::timeline);
  }

  private Reply whoAmI(Call call) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Caller caller = call.caller();
    node.put("name", caller.name());
    node.put("anonymous", caller.anonymous());
    ArrayNode permissions = node.putArray("permissions");
    for (Caller.Permission permission : Caller.Permission.values()) {
      if (caller.may(permission, null)) {
        permissions.add(permission.wire());
      }
    }
    // Only the embedded server has sessions of its own; a controller has its own login.
    node.put("hosts", callers.sessions().isPresent() ? "embedded" : "jenkins");
    node.put("locale", call.request().getLocale().toLanguageTag());
    return Reply.ok(node);
  }

  private Reply overview(Call call) {
    return store.read(
        tx -> {
          OverviewQuery query = query(call, visible(tx, call.caller()));
          OverviewPage page = tx.overview().page(query);
          ObjectNode node = JsonNodeFactory.instance.objectNode();
          node.put("total", page.total());
          ObjectNode counts = node.putObject("counts");
          for (ResourceStatus status : ResourceStatus.values()) {
            counts.put(status.wire(), page.counts().getOrDefault(status, 0L));
          }
          node.put(
              "next_cursor",
              page.next() == null
                  ? null
                  : Cursor.of(
                      query.sort().wire(),
                      query.descending(),
                      page.next().key(),
                      page.next().slugPath()));
          ArrayNode environments = node.putArray("environments");
          page.entries()
              .forEach(
                  entry ->
                      environments.add(OverviewShapes.environment(entry, call.caller(), tx.now())));
          return Reply.ok(node);
        });
  }

  /** What the caller may see; null: everything. */
  private static Set<UUID> visible(Transaction tx, Caller caller) {
    if (caller.mayEverywhere(Caller.Permission.VIEW)) {
      return null;
    }
    Set<UUID> visible = new HashSet<>();
    for (UUID id : tx.overview().ids()) {
      if (caller.may(Caller.Permission.VIEW, id)) {
        visible.add(id);
      }
    }
    return visible;
  }

  private static OverviewQuery query(Call call, Set<UUID> visible) {
    OverviewQuery.Sort sort = OverviewQuery.Sort.of(call.text("sort"));
    boolean descending = call.text("order").equals("desc");
    return new OverviewQuery(
        call.optional("q").map(JsonNode::stringValue).orElse(null),
        call.optional("status").map(node -> ResourceStatus.of(node.stringValue())).orElse(null),
        call.optional("type").map(node -> EnvironmentType.of(node.stringValue())).orElse(null),
        visible,
        sort,
        descending,
        (int) call.number("limit"),
        call.optional("cursor")
            .map(node -> place(node.stringValue(), sort, descending))
            .orElse(null));
  }

  private static OverviewQuery.Place place(
      String cursor, OverviewQuery.Sort sort, boolean descending) {
    return Cursor.read(
        cursor,
        4,
        parts -> {
          if (!parts[0].equals(sort.wire()) || !parts[1].equals(String.valueOf(descending))) {
            throw Cursor.unknown();
          }
          return new OverviewQuery.Place(Long.parseLong(parts[2]), parts[3]);
        });
  }

  private Reply timeline(Call call) {
    int limit = (int) call.number("limit");
    TimelineEntry.Place before =
        call.optional("cursor")
            .map(
                node ->
                    Cursor.read(
                        node.stringValue(),
                        3,
                        parts ->
                            new TimelineEntry.Place(
                                Long.parseLong(parts[0]),
                                Integer.parseInt(parts[1]),
                                Long.parseLong(parts[2]))))
            .orElse(null);
    return store.read(
        tx -> {
          Environment environment =
              new Sight(call.caller(), tx).environment(call.text("environment"));
          List<TimelineEntry> entries = tx.timeline().of(environment, before, limit + 1);
          ArrayNode list = JsonNodeFactory.instance.arrayNode();
          entries.stream().limit(limit).forEach(entry -> list.add(TimelineShapes.line(tx, entry)));
          Reply.Whole reply = Reply.ok(list);
          if (entries.size() <= limit) {
            return reply;
          }
          TimelineEntry.Place last = entries.get(limit - 1).place();
          return reply.with(
              "Pressluft-Next-Cursor", Cursor.of(last.millis(), last.rank(), last.number()));
        });
  }
}
