package io.jenkins.plugins.pressluft.plugin.rest;

import io.jenkins.plugins.pressluft.model.Caller;
import java.util.UUID;

/** Somebody whom Jenkins knows, or one of its builds. */
record JenkinsCaller(String name, String origin, boolean anonymous, FolderRule rule)
    implements Caller {
  @Override
  public boolean may(Permission permission, UUID environmentId) {
    return rule.may(permission, environmentId);
  }

  @Override
  public boolean mayEverywhere(Permission permission) {
    return rule.mayEverywhere(permission);
  }
}
