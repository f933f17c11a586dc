package com.cloudbees.jenkins.plugins.sshcredentials;

import com.cloudbees.plugins.credentials.common.StandardUsernameCredentials;

/** See the Javadoc of Jenkins. */
public interface SSHUser extends StandardUsernameCredentials {}
