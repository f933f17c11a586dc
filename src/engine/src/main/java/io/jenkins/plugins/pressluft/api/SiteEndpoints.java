package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.job.JobService;
import io.jenkins.plugins.pressluft.job.ResetResult;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.store.Store;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The operations on sites. */
final class SiteEndpoints {
  private final Store store;
  private final JobService jobs;

  SiteEndpoints(Store store, JobService jobs) {
    this.store = store;
    this.jobs = jobs;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("listSites", this::list);
    endpoints.put("getSite", this::get);
    endpoints.put("listEnvironments", this::environments);
    endpoints.put("resetSite", this::reset);
  }

  private Reply list(Call call) {
    ArrayNode sites = JsonNodeFactory.instance.arrayNode();
    store
        .read(tx -> new Sight(call.caller(), tx).sites())
        .forEach(site -> sites.add(Shapes.site(site)));
    return Reply.ok(sites);
  }

  private Reply get(Call call) {
    return Reply.ok(
        Shapes.site(store.read(tx -> new Sight(call.caller(), tx).site(call.text("site")))));
  }

  private Reply environments(Call call) {
    return Reply.ok(
        store.read(
            tx -> {
              Sight sight = new Sight(call.caller(), tx);
              Site site = sight.site(call.text("site"));
              ArrayNode environments = JsonNodeFactory.instance.arrayNode();
              sight
                  .environments(site)
                  .forEach(e -> environments.add(EnvironmentEndpoints.shape(tx, e)));
              return environments;
            }));
  }

  private Reply reset(Call call) {
    UUID site = store.read(tx -> new Sight(call.caller(), tx).site(call.text("site")).id());
    return reset(jobs.resetSite(call.caller(), site));
  }

  /** The answer of a reset, of a site or an environment. */
  static Reply reset(ResetResult result) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("success", true);
    node.put("status", result.status().wire());
    node.put("healthy", result.healthy());
    return Reply.ok(node);
  }
}
