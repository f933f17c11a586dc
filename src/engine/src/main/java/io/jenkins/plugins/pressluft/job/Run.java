package io.jenkins.plugins.pressluft.job;

import io.jenkins.plugins.pressluft.ansible.RunEvent;
import java.util.List;

/**
 * A playbook's run that has ended, whole.
 *
 * @param events all of them, from the first
 * @param exitCode a hint, no more
 * @param outputTail the last plain output, at most 10 KB, without secrets
 */
public record Run(List<RunEvent> events, int exitCode, String outputTail) {
  /** Copies the list. */
  public Run {
    events = List.copyOf(events);
  }
}
