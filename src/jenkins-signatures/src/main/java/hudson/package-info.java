/** What the plugin uses of Jenkins' core: extensions, files on agents and processes. */
package hudson;
