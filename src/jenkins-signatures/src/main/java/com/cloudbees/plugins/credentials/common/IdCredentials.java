package com.cloudbees.plugins.credentials.common;

import com.cloudbees.plugins.credentials.Credentials;

/** Credentials that configuration can refer to by an id. */
public interface IdCredentials extends Credentials {
  String getId();
}
