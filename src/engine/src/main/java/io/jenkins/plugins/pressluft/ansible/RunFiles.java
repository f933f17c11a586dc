package io.jenkins.plugins.pressluft.ansible;

import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Secret;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files that a run is given: inventory, variables, keys, and the script around {@code
 * ansible-playbook}. They are the same wherever it runs; who launches writes them there, each with
 * mode 0600. They hold secrets, so nobody prints them.
 */
public final class RunFiles {
  static final String WRAPPER = "run.sh";
  static final String TEMPORARY = "tmp";
  static final String LEADER = "leader";

  private static final String UPLOAD = "upload";

  /** The shell's own arguments: ansible-playbook, playbook. Everything else is a fixed name. */
  private static final String SCRIPT =
      """
      umask 077
      cd "$(dirname "$0")" || exit 1
      printf '%s %s %s\\n' "$$" "$(cut -d ' ' -f 22 /proc/$$/stat)" \\
        "$(cat /proc/sys/kernel/random/boot_id)" >leader.part && mv leader.part leader
      "$1" -i inventory.json -e @vars.json "$2" </dev/null >>output.log 2>&1
      code=$?
      printf '%s\\n' "$code" >exit.part && sync exit.part && mv exit.part exit
      """;

  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Map<String, Path> carried = new LinkedHashMap<>();
  private final List<String> masked;
  private final RunPaths paths;
  private final Function<Secret, String> revealed;

  private RunFiles(Launch launch, RunPaths paths, Function<Secret, String> secrets) {
    this.paths = paths;
    this.masked = new ArrayList<>(launch.secrets());
    this.revealed =
        secret -> {
          String value = secrets.apply(secret);
          masked.add(value);
          return value;
        };
  }

  /**
   * The files of a run in these places.
   *
   * @param secrets each secret's value
   * @param here whether the run is on this machine, where files that the variables name already are
   * @throws LaunchException whatever {@code secrets} throws
   */
  public static RunFiles of(
      Launch launch, RunPaths paths, Function<Secret, String> secrets, boolean here, Clock clock) {
    RunFiles files = new RunFiles(launch, paths, secrets);
    Node node = launch.node();
    String key =
        node.spec().connection() == Node.Connection.SSH
            ? files.revealed.apply(node.spec().privateKey())
            : null;
    files.texts.putAll(Inventory.files(paths, node, key));
    files.texts.put(
        RunDirectory.VARIABLES,
        Variables.file(
            launch.variables(),
            files.revealed,
            files::privateText,
            here ? Path::toString : files::carry,
            files.masked::add));
    files.texts.put(RunDirectory.SECRETS, JsonMapper.shared().writeValueAsString(files.masked));
    files.texts.put(RunDirectory.LOG_NAME, launch.logName());
    files.texts.put(RunDirectory.TREE, paths.tree());
    files.texts.put(RunDirectory.EVENTS, "");
    files.texts.put(
        RunDirectory.OUTPUT,
        "=== " + launch.playbook() + " on " + node.name() + ", " + clock.instant() + " ===\n");
    files.texts.put(WRAPPER, SCRIPT);
    return files;
  }

  /** Ends with one newline, without which ssh reads no key. */
  private String privateText(PrivateText file) {
    String text = file.secret() == null ? file.text() : revealed.apply(file.secret());
    texts.put(file.name(), text.stripTrailing() + "\n");
    return paths.file(file.name());
  }

  private String carry(Path file) {
    String name = carried.isEmpty() ? UPLOAD : UPLOAD + "-" + carried.size();
    carried.put(name, file);
    return paths.file(name);
  }

  /** Name to text, to be written below {@link RunPaths#directory()}. */
  public Map<String, String> texts() {
    return new LinkedHashMap<>(texts);
  }

  /** Name to a file of this machine that is to be copied there; empty when the run is here. */
  public Map<String, Path> carried() {
    return new LinkedHashMap<>(carried);
  }

  /** What must not appear in anything that leaves the run, as {@link RunPlace#secrets()}. */
  public String secrets() {
    return texts.get(RunDirectory.SECRETS);
  }
}
