package io.jenkins.plugins.pressluft.local.cli;

import io.jenkins.plugins.pressluft.local.jenkinsfile.JenkinsfileRunner;
import io.jenkins.plugins.pressluft.local.jenkinsfile.RunEnd;
import io.jenkins.plugins.pressluft.local.jenkinsfile.RunLog;
import io.jenkins.plugins.pressluft.local.jenkinsfile.StepFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pressluft run}. */
@Command(
    name = "run",
    description = "Runs a scripted Jenkinsfile without Jenkins, with Pressluft's steps.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Its log is standard output. The exit status is 0 for SUCCESS, 10 for UNSTABLE, 9 for ABORTED,",
      "and for FAILURE that of what ended it: 3 when a guard refused a step, 1 when a step failed, 2",
      "when the Jenkinsfile or a parameter is wrong, 8 when a question had no answer."
    })
final class RunCommand implements Callable<Integer> {
  @Mixin private Connection connection;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "JENKINSFILE", description = "A Jenkinsfile in scripted syntax.")
  private Path file;

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "A parameter of the Jenkinsfile, read as params.NAME.")
  private Map<String, String> given = new LinkedHashMap<>();

  @Option(
      names = "--answer",
      paramLabel = "TEXT",
      description = "What is answered to an input step, in order. Without, a person is asked.")
  private List<String> answers = List.of();

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      description = "Where sh and the file steps work. Default: a new directory, removed again.")
  private Path workspace;

  @Override
  public Integer call() {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no Jenkinsfile " + Plain.line(file.toString()) + " that can be read.");
    }
    if (workspace != null && !Files.isDirectory(workspace)) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no directory " + Plain.line(workspace.toString()) + " to work in.");
    }
    Terminal terminal = ((Pressluft) spec.root().userObject()).terminal();
    RunLog log =
        new RunLog(
            line -> {
              terminal.out().println(Plain.line(line));
              terminal.out().flush();
            });
    Deque<String> ready = new ArrayDeque<>(answers);
    RestSteps steps =
        new RestSteps(
            connection.client(terminal.variables()),
            connection.place(terminal.variables()).locks(),
            log);
    RunEnd end =
        new JenkinsfileRunner(log, steps, question -> answer(terminal, ready, question))
            .run(file, given, workspace);
    if (end.message() != null) {
      log.line("ERROR: " + end.message());
    }
    log.line("Finished: " + end.result());
    return end.exitCode();
  }

  private static String answer(Terminal terminal, Deque<String> ready, String question) {
    if (!ready.isEmpty()) {
      terminal.out().println(Plain.line(question) + " (answered by --answer)");
      return ready.pop();
    }
    if (!terminal.isInteractive()) {
      throw new StepFailure(
          ExitCode.NOT_CONFIRMED,
          "The Jenkinsfile asks \""
              + Plain.line(question)
              + "\", and nobody is here to answer; add --answer.");
    }
    return terminal.ask(Plain.line(question) + " ");
  }
}
