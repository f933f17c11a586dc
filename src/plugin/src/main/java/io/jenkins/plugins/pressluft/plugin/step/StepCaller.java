package io.jenkins.plugins.pressluft.plugin.step;

import io.jenkins.plugins.pressluft.model.Caller;
import java.util.Set;
import java.util.UUID;

/**
 * A build that asks with a step: who it is and what it may do is the host's answer, where it runs
 * and what it holds is the step's.
 *
 * @param runOn the agent of the surrounding {@code node} block; null outside of one
 * @param askedIn the full name of the job
 */
record StepCaller(Caller build, String runOn, String askedIn, Set<UUID> holds) implements Caller {
  @Override
  public String name() {
    return build.name();
  }

  @Override
  public String origin() {
    return build.origin();
  }

  @Override
  public boolean may(Permission permission, UUID environmentId) {
    return build.may(permission, environmentId);
  }

  /** The same build where it stops a job of its own, which needs no permission. */
  Caller stopping() {
    return new Caller() {
      @Override
      public String name() {
        return build.name();
      }

      @Override
      public String origin() {
        return build.origin();
      }

      @Override
      public boolean may(Permission permission, UUID environmentId) {
        return true;
      }
    };
  }
}
