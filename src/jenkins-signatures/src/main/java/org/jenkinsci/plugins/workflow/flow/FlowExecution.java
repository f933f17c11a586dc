package org.jenkinsci.plugins.workflow.flow;

import org.springframework.security.core.Authentication;

/** See the Javadoc of Jenkins. */
public abstract class FlowExecution {
  private FlowExecution() {}

  public Authentication getAuthentication2() {
    throw new UnsupportedOperationException();
  }

  public FlowDurabilityHint getDurabilityHint() {
    throw new UnsupportedOperationException();
  }
}
