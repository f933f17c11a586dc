package com.cloudbees.plugins.credentials;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import java.io.Serializable;

/** What proves somebody's identity to another system; every kind of it. */
public interface Credentials extends Describable<Credentials>, Serializable, ExtensionPoint {}
