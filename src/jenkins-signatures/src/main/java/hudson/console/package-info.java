/** What the plugin uses of Jenkins' core: links in a build's log. */
package hudson.console;
