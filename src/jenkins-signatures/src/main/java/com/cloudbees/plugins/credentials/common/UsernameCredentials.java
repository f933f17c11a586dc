package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;

/** See the Javadoc of Jenkins. */
public interface UsernameCredentials extends Credentials {}
