package org.jenkinsci.plugins.workflow.flow;

import org.springframework.security.core.Authentication;

/** A Pipeline that runs. */
public abstract class FlowExecution {
  private FlowExecution() {}

  public Authentication getAuthentication2() {
    throw new UnsupportedOperationException();
  }

  public FlowDurabilityHint getDurabilityHint() {
    throw new UnsupportedOperationException();
  }
}
