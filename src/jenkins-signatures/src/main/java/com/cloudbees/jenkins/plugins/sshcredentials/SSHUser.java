package com.cloudbees.jenkins.plugins.sshcredentials;

import com.cloudbees.plugins.credentials.common.StandardUsernameCredentials;

/** Credentials of an account that logs in over SSH. */
public interface SSHUser extends StandardUsernameCredentials {}
