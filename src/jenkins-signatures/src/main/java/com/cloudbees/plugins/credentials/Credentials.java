package com.cloudbees.plugins.credentials;

import hudson.ExtensionPoint;
import java.io.Serializable;

/** See the Javadoc of Jenkins. */
public interface Credentials extends Serializable, ExtensionPoint {}
