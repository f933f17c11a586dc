package io.jenkins.plugins.pressluft.ansible;

import java.util.List;

/**
 * What a look at a run showed.
 *
 * @param exitCode the leader's exit status; null unless {@link State#ENDED}
 * @param events what was written since the offset that was asked for, in order
 * @param nextOffset the offset to ask for next time
 * @param outputTail the last lines of plain output, at most 10 KB, secrets already removed
 */
public record Poll(
    State state, Integer exitCode, List<RunEvent> events, long nextOffset, String outputTail) {

  /** Copies the list. */
  public Poll {
    events = List.copyOf(events);
  }

  /** Whether the process lives. */
  public enum State {
    RUNNING,
    /** The exit record is there and every event has been written. */
    ENDED,
    /**
     * The machine that it runs on cannot be asked now. It may go on there, so nothing is decided
     * before the machine answers.
     */
    UNKNOWN,
    /** The process is gone and left no exit record: killed, or the machine was restarted. */
    GONE
  }
}
