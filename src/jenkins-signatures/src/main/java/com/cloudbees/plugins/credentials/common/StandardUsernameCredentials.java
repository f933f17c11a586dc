package com.cloudbees.plugins.credentials.common;

/** See the Javadoc of Jenkins. */
public interface StandardUsernameCredentials extends StandardCredentials, UsernameCredentials {}
