/**
 * Running a playbook: inventory, extra-vars, a detached process behind a durable handle, its events
 * and what they mean. Nothing here knows jobs, guards or the database.
 */
package io.jenkins.plugins.pressluft.ansible;
