package com.cloudbees.plugins.credentials.common;

/** An account with its password. */
public interface UsernamePasswordCredentials extends UsernameCredentials, PasswordCredentials {}
