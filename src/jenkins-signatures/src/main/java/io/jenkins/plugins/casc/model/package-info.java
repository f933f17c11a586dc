/** What the plugin uses of the Configuration as Code plugin: the nodes of a document. */
package io.jenkins.plugins.casc.model;
