/**
 * The steps of a Jenkinsfile, as one translation that every host of them shares: named parameters
 * in, a request to the engine; the end of a job in, the map that the step returns. Nothing here
 * waits, prints or knows Jenkins; no rule is decided here that a guard decides.
 */
package io.jenkins.plugins.pressluft.pipeline;
