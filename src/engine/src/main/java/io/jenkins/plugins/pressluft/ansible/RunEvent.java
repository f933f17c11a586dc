package io.jenkins.plugins.pressluft.ansible;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * One line that the callback plugin wrote.
 *
 * @param name {@code start}, {@code task}, {@code ok}, {@code failed}, {@code unreachable}, {@code
 *     progress}, {@code warning}, {@code stats}, {@code complete} …
 * @param stage the task's {@code pressluft_stage}; null when it has none
 * @param body the whole line
 */
public record RunEvent(long seq, Instant at, String name, String stage, JsonNode body) {}
