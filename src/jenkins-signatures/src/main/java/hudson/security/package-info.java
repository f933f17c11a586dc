/** What the plugin uses of Jenkins' core: who may do what. */
package hudson.security;
