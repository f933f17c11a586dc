/** What the plugin uses of Jenkins' core: tools that an administrator declares. */
package hudson.tools;
