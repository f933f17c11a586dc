/** What the plugin uses of Jenkins' core: crumbs. */
package hudson.security.csrf;
