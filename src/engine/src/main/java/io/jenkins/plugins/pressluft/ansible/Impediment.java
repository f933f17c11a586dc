package io.jenkins.plugins.pressluft.ansible;

/**
 * Why playbooks cannot be run where a caller wants them, whatever they are.
 *
 * @param code stable, in lower case, for scripts
 * @param sentence what to do
 */
public record Impediment(String code, String sentence) {}
