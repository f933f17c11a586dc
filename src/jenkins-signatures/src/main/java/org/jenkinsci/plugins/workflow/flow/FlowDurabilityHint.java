package org.jenkinsci.plugins.workflow.flow;

/** See the Javadoc of Jenkins. */
public enum FlowDurabilityHint {
  PERFORMANCE_OPTIMIZED,
  SURVIVABLE_NONATOMIC,
  MAX_SURVIVABILITY
}
