/** What the plugin uses of Jenkins' core: what is sent to agents. */
package jenkins.agents;
