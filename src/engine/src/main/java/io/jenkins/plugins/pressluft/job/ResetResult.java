package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.model.ResourceStatus;

/**
 * What a reset came to.
 *
 * @param status the resource's status now
 * @param healthy what the health checks saw: only told, a broken site must be restorable; null when
 *     they were not run
 */
public record ResetResult(ResourceStatus status, Boolean healthy) {}
