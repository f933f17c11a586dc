/** What the plugin uses of the Ansible plugin: its installations. */
package org.jenkinsci.plugins.ansible;
