package com.cloudbees.plugins.credentials.common;

/** An account with its password, with an id under which a configuration names it. */
public interface StandardUsernamePasswordCredentials
    extends StandardUsernameCredentials, UsernamePasswordCredentials {}
