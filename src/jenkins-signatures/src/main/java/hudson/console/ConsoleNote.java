package hudson.console;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import java.io.Serializable;

/** A mark in a build's log that becomes something more on its page. */
public abstract class ConsoleNote<T>
    implements Serializable, Describable<ConsoleNote<?>>, ExtensionPoint {
  public ConsoleNote() {}
}
