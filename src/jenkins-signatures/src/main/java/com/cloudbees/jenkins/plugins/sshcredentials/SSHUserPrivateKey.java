package com.cloudbees.jenkins.plugins.sshcredentials;

import hudson.util.Secret;
import java.util.List;

/** An SSH account with its private keys and their passphrase. */
public interface SSHUserPrivateKey extends SSHUser {
  Secret getPassphrase();

  List<String> getPrivateKeys();
}
