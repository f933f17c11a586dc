package io.jenkins.plugins.pressluft.lab.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a running job, and their end by SIGKILL. */
final class Victims {

  /** Who is killed. */
  enum Victim {
    ENGINE,
    ANSIBLE,
    MODULE
  }

  private final House house;

  Victims(House house) {
    this.house = house;
  }

  /**
   * Kills it now.
   *
   * @return how many processes were killed
   */
  int kill(Victim victim) {
    switch (victim) {
      case ENGINE -> {
        house.server().kill();
        house.server().start();
        return 1;
      }
      case ANSIBLE -> {
        return killAll(ansible());
      }
      case MODULE -> {
        return killAll(modules());
      }
      default -> throw new IllegalArgumentException(victim.name());
    }
  }

  /** Kills it as soon as it is there: a stage is announced a moment before its module runs. */
  void killWhenThere(Victim victim) {
    House.await("something to kill", () -> kill(victim) > 0);
  }

  /** Modules come by standard input, so the interpreter is all that their process shows. */
  List<Long> modules() {
    return playbooks()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .filter(pid -> commandLine(pid).strip().equals("/usr/bin/python3"))
        .toList();
  }

  /** Every ansible-playbook of this house's server, its workers too. */
  List<Long> ansible() {
    return playbooks().map(ProcessHandle::pid).toList();
  }

  private Stream<ProcessHandle> playbooks() {
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String line = commandLine(process.pid());
              return line.contains("ansible-playbook")
                  && line.contains(house.server().home().toString());
            });
  }

  private static int killAll(List<Long> pids) {
    for (long pid : pids) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    return pids.size();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
