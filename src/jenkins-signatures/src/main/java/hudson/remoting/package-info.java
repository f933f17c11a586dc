/** What the plugin uses of Jenkins' remoting: the channel between a controller and its agents. */
package hudson.remoting;
