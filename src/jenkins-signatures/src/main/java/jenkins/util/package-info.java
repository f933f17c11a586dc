/** What the plugin uses of Jenkins' core: its timer. */
package jenkins.util;
