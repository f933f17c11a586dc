package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;

/** Credentials that name an account. */
public interface UsernameCredentials extends Credentials {
  String getUsername();
}
