/**
 * A job's way through the house: enqueue behind the guards, claim with the locks, run through an
 * {@link io.jenkins.plugins.pressluft.job.Operation}, retry, cancel, recover, finish in one
 * transaction. It knows neither a playbook's variables nor who asks over which wire.
 */
package io.jenkins.plugins.pressluft.job;
