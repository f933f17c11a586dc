/**
 * Secrets from Jenkins' credentials: which ones a job may use, and what of a credential is the
 * secret. Values leave this package only towards a run's private files, and as the password of the
 * state's database.
 */
package io.jenkins.plugins.pressluft.plugin.credential;
