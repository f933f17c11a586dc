/**
 * {@code <jenkins>/pressluft/}: the dashboard, below it the engine's own REST endpoint, and who may
 * do what. It answers who asks and what Jenkins' permissions say; which endpoint there is and what
 * it refuses is decided by the engine alone.
 */
package io.jenkins.plugins.pressluft.plugin.rest;
