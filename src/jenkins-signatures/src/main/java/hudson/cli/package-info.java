/** What the plugin uses of Jenkins' core: its command line. */
package hudson.cli;
