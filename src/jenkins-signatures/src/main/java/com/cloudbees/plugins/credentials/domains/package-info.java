/** What the plugin uses of the Credentials plugin: what narrows a search for credentials down. */
package com.cloudbees.plugins.credentials.domains;
