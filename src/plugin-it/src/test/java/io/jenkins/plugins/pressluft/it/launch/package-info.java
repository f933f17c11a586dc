/** Playbooks on agents of a real controller, killed and taken up again. */
package io.jenkins.plugins.pressluft.it.launch;
