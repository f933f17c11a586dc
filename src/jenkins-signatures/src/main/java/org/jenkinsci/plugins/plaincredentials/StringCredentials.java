package org.jenkinsci.plugins.plaincredentials;

import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.util.Secret;

/** See the Javadoc of Jenkins. */
public interface StringCredentials extends StandardCredentials {
  Secret getSecret();
}
