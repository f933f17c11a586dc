package org.jenkinsci.plugins.workflow.flow;

/** How much of a Pipeline is written to disk while it runs. */
public enum FlowDurabilityHint {
  PERFORMANCE_OPTIMIZED,
  SURVIVABLE_NONATOMIC,
  MAX_SURVIVABILITY
}
