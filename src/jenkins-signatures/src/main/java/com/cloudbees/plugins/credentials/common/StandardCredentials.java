package com.cloudbees.plugins.credentials.common;

/** See the Javadoc of Jenkins. */
public interface StandardCredentials extends IdCredentials {}
