package io.jenkins.plugins.pressluft.model;

/**
 * The name of a secret, never its value. The host's secret source resolves it just before a
 * playbook starts, into a file with mode 0600 that is gone afterwards.
 *
 * @param name the name under which the host keeps it, 1 to 128 characters of {@code [A-Za-z0-9_.-]}
 */
public record Secret(String name) {}
