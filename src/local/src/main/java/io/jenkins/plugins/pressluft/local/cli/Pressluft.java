package io.jenkins.plugins.pressluft.local.cli;

import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The program. */
@Command(
    name = "pressluft",
    mixinStandardHelpOptions = true,
    versionProvider = Pressluft.Version.class,
    description = "Guarded backups and all-or-nothing restores.",
    subcommands = {
      SiteCommands.class,
      EnvironmentCommands.class,
      BackupCommands.class,
      RestoreCommand.class,
      DeployCommand.class,
      UpdateCommand.class,
      RollbackCommand.class,
      ReleaseCommands.class,
      HistoryCommand.class,
      JobCommands.class,
      HealthCommand.class,
      RunCommand.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      " 0:done",
      " 1:the job failed, or the environment is unhealthy",
      " 2:the command line is wrong",
      " 3:a guard refused it; nothing was changed",
      " 4:there is no such thing",
      " 5:the token is missing, wrong or does not allow it",
      " 6:the server does not answer",
      " 7:the server's answer is a defect",
      " 8:nobody confirmed it; nothing was asked of the server",
      " 9:the job was cancelled",
      "10:the run of a Jenkinsfile was unstable"
    })
public final class Pressluft implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  private Pressluft(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Runs a command line.
   *
   * @param more the host's own commands, such as {@code serve}
   * @return the exit status
   */
  public static int run(
      Terminal terminal, Function<CommandLine, CommandLine> more, String... args) {
    CommandLine line = more.apply(new CommandLine(new Pressluft(terminal)));
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(
            terminal.isColoured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> report(terminal, failure, parsed));
    line.setParameterExceptionHandler(
        (failure, rest) -> {
          terminal.err().println(Plain.block(failure.getMessage()));
          terminal
              .err()
              .println(
                  "See \""
                      + failure.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help\".");
          return ExitCode.USAGE;
        });
    int status = line.execute(args);
    terminal.out().flush();
    terminal.err().flush();
    return status;
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "What shall be done?");
  }

  Terminal terminal() {
    return terminal;
  }

  private static int report(Terminal terminal, Exception failure, ParseResult parsed) {
    if (failure instanceof CommandException refused) {
      ParseResult last = parsed;
      while (last.hasSubcommand()) {
        last = last.subcommand();
      }
      if (refused.body() != null && last.hasMatchedOption("--json")) {
        terminal.out().println(refused.body().strip());
      }
      terminal.err().println(terminal.coloured("error:", 31) + " " + refused.getMessage());
      return refused.exitCode();
    }
    String sentence =
        failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    terminal.err().println(terminal.coloured("error:", 31) + " " + Plain.block(sentence));
    return ExitCode.SERVER_FAULT;
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Pressluft.class.getPackage().getImplementationVersion();
      return new String[] {"pressluft " + (version == null ? "(from source)" : version)};
    }
  }
}
