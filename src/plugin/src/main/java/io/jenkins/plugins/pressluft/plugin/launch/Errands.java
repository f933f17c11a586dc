package io.jenkins.plugins.pressluft.plugin.launch;

import io.jenkins.plugins.pressluft.ansible.AnsibleProgram;
import io.jenkins.plugins.pressluft.ansible.LaunchException;
import io.jenkins.plugins.pressluft.ansible.Leader;
import io.jenkins.plugins.pressluft.ansible.PlaybookTree;
import io.jenkins.plugins.pressluft.ansible.RunPaths;
import io.jenkins.plugins.pressluft.ansible.RunPlace;
import io.jenkins.plugins.pressluft.ansible.RunProcesses;
import io.jenkins.plugins.pressluft.plugin.launch.Agent.Errand;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What is done on the machine of a run. All of it uses the engine's own code there; the answers are
 * of this jar or of the JDK, since Jenkins lets no other types back in.
 */
final class Errands {
  /** At most this much of the events and of the output travels at once, in bytes. */
  static final int AT_ONCE = 1024 * 1024;

  /** How long the run's script may take until it leads a session of its own. */
  private static final long START_SECONDS = 30;

  private Errands() {}

  private static RunPaths paths(String home, UUID run) {
    return new RunPaths(home, run, PlaybookTree.root(Path.of(home), "-").toString());
  }

  /**
   * A program's place, or why it cannot be used.
   *
   * @param path null with a trouble
   * @param trouble a sentence; null with a path
   */
  record Found(String path, String trouble) implements Serializable {}

  /** Looks for {@code ansible-playbook} and asks it for its version. */
  record FindProgram(String name) implements Errand<Found> {
    @Override
    public Found perform() {
      try {
        return new Found(new AnsibleProgram(name, RunPlace.environment()).path(), null);
      } catch (LaunchException e) {
        return new Found(null, e.getMessage());
      }
    }
  }

  /** Whether the playbooks of this content are there. */
  record HasTree(String home, String hash) implements Errand<Boolean> {
    @Override
    public Boolean perform() {
      return Files.isDirectory(PlaybookTree.root(Path.of(home), hash));
    }
  }

  /** Unpacks playbooks where they are not there yet. */
  record UnpackTree(String home, String hash, TreeMap<String, byte[]> files)
      implements Errand<Boolean> {
    @Override
    public Boolean perform() throws IOException {
      PlaybookTree.unpack(Path.of(home), hash, files);
      return true;
    }
  }

  /** Makes a run's private directory with its files. */
  record CreateRun(String home, UUID run, HashMap<String, String> texts)
      implements Errand<Boolean> {
    @Override
    public Boolean perform() throws IOException {
      new RunPlace(paths(home, run)).create(texts);
      return true;
    }

    /** Names the run, never its files. */
    @Override
    public String toString() {
      return "CreateRun[" + run + "]";
    }
  }

  /** Waits until the run leads a session of its own; false if it did not come to that. */
  record AwaitLeader(String home, UUID run) implements Errand<Boolean> {
    @Override
    public Boolean perform() throws IOException {
      Path directory = Path.of(paths(home, run).directory());
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
      while (Leader.of(directory).isEmpty()) {
        if (System.nanoTime() > end) {
          return false;
        }
        try {
          TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while a run was being started", e);
        }
      }
      return true;
    }
  }

  /**
   * What a look at a run showed.
   *
   * @param there whether its directory is
   * @param started whether it has ever led a session
   * @param exit null until its script has noted it
   */
  record Seen(
      boolean there, boolean started, boolean live, Integer exit, byte[] events, byte[] output)
      implements Serializable {

    /** Whether more may be there than travelled at once. */
    boolean isCut() {
      return events.length == AT_ONCE || output.length == AT_ONCE;
    }
  }

  /**
   * Looks at a run.
   *
   * @param now of the controller, whose clock alone counts
   */
  record Look(String home, UUID run, long events, long output, Instant now)
      implements Errand<Seen> {
    @Override
    public Seen perform() throws IOException {
      RunPaths paths = paths(home, run);
      RunPlace place = new RunPlace(paths);
      RunProcesses processes = place.processes();
      // In this order: whoever is seen to have ended has written everything before.
      boolean live = processes.live(now);
      OptionalInt exit = processes.exit();
      return new Seen(
          place.exists(),
          Leader.of(Path.of(paths.directory())).isPresent(),
          live,
          exit.isPresent() ? (Integer) exit.getAsInt() : null,
          place.events(events, AT_ONCE),
          place.output(output, AT_ONCE));
    }
  }

  /** What must be masked of a run. */
  record SecretsOf(String home, UUID run) implements Errand<String> {
    @Override
    public String perform() {
      return new RunPlace(paths(home, run)).secrets();
    }
  }

  /** Ends all processes of a run. */
  record StopRun(String home, UUID run) implements Errand<Boolean> {
    @Override
    public Boolean perform() {
      new RunPlace(paths(home, run)).processes().stop();
      return true;
    }
  }

  /** Removes a run's directory, what is secret first. */
  record RemoveRun(String home, UUID run) implements Errand<Boolean> {
    @Override
    public Boolean perform() throws IOException {
      new RunPlace(paths(home, run)).remove();
      return true;
    }
  }

  /** Ends and removes every run that nobody waits for; answers with their ids. */
  record Sweep(String home, ArrayList<UUID> wanted) implements Errand<ArrayList<UUID>> {
    @Override
    public ArrayList<UUID> perform() throws IOException {
      List<UUID> runs = RunPlace.runs(home);
      ArrayList<UUID> swept = new ArrayList<>();
      for (UUID each : runs) {
        if (!wanted.contains(each)) {
          RunPlace place = new RunPlace(paths(home, each));
          place.processes().stop();
          place.remove();
          swept.add(each);
        }
      }
      return swept;
    }
  }
}
