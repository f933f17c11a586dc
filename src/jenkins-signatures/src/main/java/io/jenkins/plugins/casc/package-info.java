/** What the plugin uses of the Configuration as Code plugin: reading and writing configuration. */
package io.jenkins.plugins.casc;
