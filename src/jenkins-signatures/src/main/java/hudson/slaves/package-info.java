/** What the plugin uses of Jenkins' core: agents that come and go. */
package hudson.slaves;
