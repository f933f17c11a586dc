package io.jenkins.plugins.pressluft.plugin.step;

import io.jenkins.plugins.pressluft.plugin.Pressluft;
import java.io.IOException;

/** A step that waits for the engine. */
interface Watched {
  /**
   * Looks once how things stand; may ask the database, never waits. Not called twice at once.
   *
   * @return whether the step has ended, and needs no more looks
   */
  boolean look(Pressluft house) throws IOException, InterruptedException;

  /** The step can go on no more. */
  void broken(Throwable cause);
}
