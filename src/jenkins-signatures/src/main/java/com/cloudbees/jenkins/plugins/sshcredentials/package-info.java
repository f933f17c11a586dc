/** What the plugin uses of the SSH Credentials plugin: keys of accounts on nodes. */
package com.cloudbees.jenkins.plugins.sshcredentials;
