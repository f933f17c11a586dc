/**
 * Secrets from Jenkins' credentials: which ones a job may use, and what of a credential is the
 * secret. Values leave this package only towards a run's private files.
 */
package io.jenkins.plugins.pressluft.plugin.credential;
