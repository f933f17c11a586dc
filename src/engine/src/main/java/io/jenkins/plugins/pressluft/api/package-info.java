/**
 * The REST endpoint: one servlet, routed by and checked against {@code openapi.yaml}. It translates
 * between HTTP and the engine and decides nothing: what may be done is decided by {@code job} and
 * {@code guard}, who asks by the host's {@link io.jenkins.plugins.pressluft.api.CallerSource}. No
 * Jetty and no Jenkins here.
 */
package io.jenkins.plugins.pressluft.api;
