package io.jenkins.plugins.pressluft.model;

import java.time.Instant;

/**
 * The registry that the controllers of one database share.
 *
 * @param revision how often it was declared anew, from 1
 * @param declaredBy the controller that did, for people
 */
public record RegistryRevision(long revision, String text, String declaredBy, Instant declaredAt) {}
