/** What the plugin uses of Jenkins' core: forms, secrets and listeners. */
package hudson.util;
