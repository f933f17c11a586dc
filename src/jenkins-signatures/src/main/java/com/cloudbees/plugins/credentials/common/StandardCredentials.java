package com.cloudbees.plugins.credentials.common;

/** Credentials with an id and a description, as people choose them from a list. */
public interface StandardCredentials extends IdCredentials {}
