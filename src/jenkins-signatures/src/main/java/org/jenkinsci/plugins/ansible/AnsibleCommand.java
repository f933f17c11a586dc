package org.jenkinsci.plugins.ansible;

/** The programs of an Ansible installation. */
public enum AnsibleCommand {
  ANSIBLE,
  ANSIBLE_PLAYBOOK,
  ANSIBLE_VAULT
}
