package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.ansible.RunPaths;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What finds a run on an agent again, after a restart of the controller or of the agent.
 *
 * @param agent the machine's name; empty for the controller
 * @param home the directory of runs there
 * @param run the run's id, which its directory is named by
 * @param tree the hash of the playbooks that it uses
 * @param job whose run it is; null for a question outside any job
 * @param task durable-task's own handle
 */
record AgentHandle(String agent, String home, UUID run, String tree, UUID job, String task) {
  String text() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("agent", agent);
    json.put("home", home);
    json.put("run", run.toString());
    json.put("tree", tree);
    json.put("job", job == null ? null : job.toString());
    json.put("task", task);
    return JsonMapper.shared().writeValueAsString(json);
  }

  /**
   * Reads a handle back.
   *
   * @throws IllegalArgumentException if it is no handle of an agent's run
   */
  static AgentHandle parse(String text) {
    try {
      JsonNode json = JsonMapper.shared().readTree(text);
      String job = json.path("job").asString("");
      return new AgentHandle(
          json.required("agent").asString(),
          json.required("home").asString(),
          UUID.fromString(json.required("run").asString()),
          json.required("tree").asString(),
          job.isEmpty() ? null : UUID.fromString(job),
          json.required("task").asString());
    } catch (JacksonException | IllegalArgumentException e) {
      throw new IllegalArgumentException("no handle of a run on an agent", e);
    }
  }

  RunPaths paths() {
    return paths(home, run, tree);
  }

  static RunPaths paths(String home, UUID run, String tree) {
    return new RunPaths(home, run, home + "/ansible/" + tree);
  }
}
