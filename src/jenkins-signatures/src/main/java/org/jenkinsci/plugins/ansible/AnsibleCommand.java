package org.jenkinsci.plugins.ansible;

/** See the Javadoc of Jenkins. */
public enum AnsibleCommand {
  ANSIBLE,
  ANSIBLE_PLAYBOOK,
  ANSIBLE_VAULT
}
