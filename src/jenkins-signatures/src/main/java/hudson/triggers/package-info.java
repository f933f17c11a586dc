/** What the plugin uses of Jenkins' core: timers. */
package hudson.triggers;
