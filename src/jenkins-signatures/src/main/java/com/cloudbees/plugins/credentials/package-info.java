/** What the plugin uses of the Credentials plugin: finding credentials and noting their use. */
package com.cloudbees.plugins.credentials;
