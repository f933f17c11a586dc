/** What the plugin uses of Jenkins' core: its start and its end. */
package hudson.init;
