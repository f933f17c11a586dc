package io.jenkins.plugins.pressluft.job;

/**
 * What the node says is live.
 *
 * @param release for example {@code releases/20261120T203000Z}; null when it could not be told
 * @param generation the set of data; null when it could not be told
 * @param database the database's name; null when it was not told
 * @param proven whether release, configuration, uploads and database were seen to be one whole
 *     generation
 */
public record Live(String release, Integer generation, String database, boolean proven) {}
