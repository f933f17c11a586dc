package io.jenkins.plugins.pressluft.guard;

import java.util.Map;

/**
 * Why something is not done.
 *
 * @param code the API code of the contract, for example {@code job_in_progress}
 * @param status the HTTP status that goes with it
 * @param message one plain sentence that tells the operator what to do next
 * @param details for programs, for example the id of the job that is in the way; may be empty
 */
public record Refusal(String code, int status, String message, Map<String, Object> details) {

  /** Copies the details. */
  public Refusal {
    details = Map.copyOf(details);
  }

  /** 400: the request itself is wrong. */
  public static Refusal badRequest(String message) {
    return new Refusal("bad_request", 400, message, Map.of());
  }

  /** 403: known, but not allowed. */
  public static Refusal forbidden(String message) {
    return new Refusal("forbidden", 403, message, Map.of());
  }

  /** 404: there is none, or the caller may not know of it. */
  public static Refusal notFound(String message) {
    return new Refusal("not_found", 404, message, Map.of());
  }

  /** 409 with a code of its own. */
  public static Refusal conflict(String code, String message) {
    return new Refusal(code, 409, message, Map.of());
  }

  /** 409 with a code of its own and details. */
  public static Refusal conflict(String code, String message, Map<String, Object> details) {
    return new Refusal(code, 409, message, details);
  }
}
