/**
 * Where playbooks run in Jenkins: on agents, through durable-task, in an executor's slot of the
 * controller's own queue. {@link io.jenkins.plugins.pressluft.plugin.launch.Agents} is the seam:
 * what is above it decides, what is below it translates to Jenkins. Nothing here knows what a
 * playbook does.
 */
package io.jenkins.plugins.pressluft.plugin.launch;
