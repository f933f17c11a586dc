/**
 * Each type of job as a playbook with its variables, and a playbook's events as the outcome of the
 * job. What a node reports is not believed where it can be checked: manifests are hashed, their
 * signatures and the ids in them compared with the rows. No rows are changed here.
 */
package io.jenkins.plugins.pressluft.operation;
