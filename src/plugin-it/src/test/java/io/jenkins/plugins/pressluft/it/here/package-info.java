/**
 * A plugin of its own, only for tests: playbooks run as processes of the controller's machine, so
 * that steps can be tested where no agent has Ansible.
 */
package io.jenkins.plugins.pressluft.it.here;
