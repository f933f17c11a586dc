/** What the plugin uses of Jenkins' core: addresses of logs. */
package jenkins.console;
