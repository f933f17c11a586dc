package io.jenkins.plugins.pressluft.ansible;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where a run's files are on the machine that it runs on, which may be another than this one: so
 * these are texts, with slashes.
 *
 * @param home absolute, without white space or quotes (ssh reads some paths word by word)
 * @param run the run's id
 * @param tree a directory with {@code ansible.cfg} and {@code playbooks}
 */
public record RunPaths(String home, UUID run, String tree) {
  /**
   * A unix socket's path has at most 107 bytes; ssh's own part of a shared connection's has 28. So
   * these sockets lie in a short directory, and connections are not shared where that is too long.
   */
  private static final int LONGEST_CONTROL_PATH = 107 - 28;

  private static final int CONTROL_NAME = 12;

  /** Checks the home. */
  public RunPaths {
    requireUsable(home);
  }

  static void requireUsable(String home) {
    if (!isUsable(home)) {
      throw new IllegalArgumentException(
          "choose a home directory without white space, quotes and % { } $ : in its path, not "
              + home);
    }
  }

  /** Whether runs can have their home there. */
  public static boolean isUsable(String home) {
    return home.startsWith("/") && !home.matches("(?s).*[\\s\"'\\\\%{}$:].*");
  }

  /** The run's private directory. */
  public String directory() {
    return home + "/runs/" + run;
  }

  /** A file of the run. */
  public String file(String name) {
    return directory() + "/" + name;
  }

  /** The directory with the sockets of the run's shared ssh connections. */
  public String control() {
    return home + "/cp/" + run.toString().replace("-", "").substring(0, CONTROL_NAME);
  }

  /** The playbook's own path. */
  public String playbook(String name) {
    return tree + "/playbooks/" + name;
  }

  /** The shell script that runs the playbook; its arguments: ansible-playbook, playbook. */
  public String wrapper() {
    return file(RunFiles.WRAPPER);
  }

  /** What the run gets beside {@link RunPlace#environment()}; nothing of it is secret. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("ANSIBLE_CONFIG", tree + "/ansible.cfg");
    environment.put("ANSIBLE_LOCAL_TEMP", file(RunFiles.TEMPORARY));
    environment.put("ANSIBLE_NOCOLOR", "1");
    environment.put("PRESSLUFT_EVENTS", file(RunDirectory.EVENTS));
    environment.put(RunProcesses.MARK, directory());
    if (control().length() <= LONGEST_CONTROL_PATH) {
      environment.put("ANSIBLE_SSH_CONTROL_PATH_DIR", control());
    } else {
      environment.put(
          "ANSIBLE_SSH_ARGS",
          "-o ControlMaster=no -o ControlPath=none -o BatchMode=yes"
              + " -o PasswordAuthentication=no -o ServerAliveInterval=15"
              + " -o ServerAliveCountMax=4");
    }
    return environment;
  }
}
