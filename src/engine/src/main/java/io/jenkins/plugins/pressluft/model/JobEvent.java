package io.jenkins.plugins.pressluft.model;

import java.time.Instant;
import java.util.UUID;

/**
 * One thing that happened to a job.
 *
 * @param sequence grows over all jobs; a reader asks for what came after the last it saw
 * @param type for example {@code status}, {@code stage}, {@code progress}, {@code warning}
 * @param payload JSON object
 */
public record JobEvent(long sequence, UUID jobId, Instant at, String type, String payload) {}
