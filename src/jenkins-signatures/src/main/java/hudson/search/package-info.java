/** What the plugin uses of Jenkins' core: its search. */
package hudson.search;
