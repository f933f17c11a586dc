package com.cloudbees.plugins.credentials.common;

/** Standard credentials that belong to a named account. */
public interface StandardUsernameCredentials extends StandardCredentials, UsernameCredentials {}
