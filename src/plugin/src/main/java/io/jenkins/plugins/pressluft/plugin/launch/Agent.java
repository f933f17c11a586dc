package io.jenkins.plugins.pressluft.plugin.launch;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/** A machine that answers. Every method may throw because it does not any more. */
interface Agent {
  /** Its name; empty for the controller. */
  String name();

  /** The directory below which runs have their places, absolute. */
  String home();

  /** Has something done there. */
  <T extends Serializable> T ask(Errand<T> errand) throws IOException, InterruptedException;

  /** Fills a file that is there already, so that it keeps its mode. */
  void fill(String remote, Path file) throws IOException, InterruptedException;

  /**
   * The {@code ansible-playbook} that an administrator chose, at its place on this machine; without
   * a choice the bare name.
   *
   * @param installation the tool's name; null: none was chosen
   */
  String program(String installation) throws IOException, InterruptedException;

  /**
   * Starts a script that outlives the connection, the controller and the agent's own process.
   *
   * @param directory the run's own; nothing else may ever be started in it
   * @param script begins with {@code #!}; holds nothing secret
   * @return what is needed to take the task up again, to be kept with the run
   */
  String start(String directory, String script) throws IOException, InterruptedException;

  /**
   * The task's exit status, of which only the sign counts: null while it may live, negative when it
   * never started or vanished.
   */
  Integer status(String directory, String task) throws IOException, InterruptedException;

  /** Ends what is left of the task and removes its own files. Doing it twice is fine. */
  void end(String directory, String task) throws IOException, InterruptedException;

  /** Something that is done on the machine itself: it travels there, and its answer back. */
  interface Errand<T extends Serializable> extends Serializable {
    /** Does it. */
    T perform() throws IOException;
  }
}
