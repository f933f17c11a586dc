/** What the plugin uses of the Plain Credentials plugin: secret texts. */
package org.jenkinsci.plugins.plaincredentials;
