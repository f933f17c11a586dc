package io.jenkins.plugins.pressluft.api;

import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;

/** Login and logout, where the host has sessions of its own. */
final class SessionEndpoints {
  private final CallerSource callers;

  SessionEndpoints(CallerSource callers) {
    this.callers = callers;
  }

  void addTo(Map<String, Endpoint> endpoints) {
    endpoints.put("login", this::login);
    endpoints.put("logout", this::logout);
  }

  private Reply login(Call call) {
    String cookie =
        sessions()
            .login(call.request(), call.field("email"), call.field("password"))
            .orElseThrow(
                () ->
                    new RefusedException(
                        new Refusal(
                            "unauthorized",
                            401,
                            "The password is not this server's access token.",
                            Map.of())));
    return success().with("Set-Cookie", cookie);
  }

  private Reply logout(Call call) {
    return success().with("Set-Cookie", sessions().logout(call.request()));
  }

  private Sessions sessions() {
    return callers
        .sessions()
        .orElseThrow(
            () ->
                new RefusedException(
                    Refusal.notFound("There is no login here; the host's own takes its place.")));
  }

  private static Reply.Whole success() {
    return Reply.ok(JsonNodeFactory.instance.objectNode().put("success", true));
  }
}
