package io.jenkins.plugins.pressluft.local;

import io.jenkins.plugins.pressluft.registry.Problem;
import io.jenkins.plugins.pressluft.registry.RegistryFile;
import io.jenkins.plugins.pressluft.store.Database;
import io.jenkins.plugins.pressluft.store.PostgresAddress;
import io.jenkins.plugins.pressluft.store.StoreUnavailableException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pressluft serve}. */
@Command(
    name = "serve",
    description = "Starts the server of a home and runs its jobs, until it is stopped.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  private final Map<String, String> variables;

  @Spec private CommandSpec spec;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Everything of this server. Default: $PRESSLUFT_HOME, then ~/.pressluft.")
  private Path homeDirectory;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "What is declared. Default: pressluft.yml in the home. Read again when it changes.")
  private Path config;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = PressluftServer.Bind.DEFAULT_HOST,
      description = "Where to listen. Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--port",
      defaultValue = "" + PressluftServer.Bind.DEFAULT_PORT,
      description = "0 takes a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--allow-remote",
      description =
          "Listen where other machines can reach it. There is no TLS here: the access token crosses"
              + " the network unencrypted unless a proxy stands in front.")
  private boolean allowRemote;

  @ArgGroup(exclusive = false)
  private StateAddress state;

  ServeCommand(Map<String, String> variables) {
    this.variables = variables;
  }

  @Override
  public Integer call() throws InterruptedException {
    Home home = homeDirectory == null ? Home.of(variables) : new Home(homeDirectory);
    PrintWriter out = spec.commandLine().getOut();
    try {
      PressluftServer.Bind bind = PressluftServer.Bind.of(address, port, allowRemote);
      Path file = config == null ? home.config() : config.toAbsolutePath();
      ServerLog.into(home.create());
      LocalPlaybooks playbooks = new LocalPlaybooks(variables);
      PostgresAddress database =
          state == null ? null : state.resolve(home, playbooks.secrets(home));
      House house =
          House.open(
              home,
              House.Settings.of(file, bind)
                  .on(database == null ? null : Database.postgresql(database)),
              playbooks);
      Runtime.getRuntime().addShutdownHook(new Thread(house::close, "pressluft-stop"));
      out.println("Pressluft listens on " + house.server().endpoint());
      out.println("  home          " + home.directory());
      if (database != null) {
        out.println("  state in      " + database.place());
      }
      out.println("  access token  " + home.token());
      out.println("  declared in   " + file + " " + declared(house.registry()));
      if (!bind.address().isLoopbackAddress()) {
        out.println(
            "  Other machines can reach this server and it speaks no TLS: put a proxy in front.");
      }
      out.flush();
      house.server().join();
      return 0;
    } catch (ServerException e) {
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return 1;
    } catch (IllegalStateException e) {
      // What the state's database, or who shares it, will not have: a sentence for the operator.
      if (!(e instanceof StoreUnavailableException)) {
        LOG.error("The server cannot start", e);
      }
      spec.commandLine().getErr().println("error: " + e.getMessage());
      return 1;
    }
  }

  private static String declared(RegistryFile.State state) {
    StringBuilder text = new StringBuilder();
    if (state.applied() != null) {
      text.append("(")
          .append(state.applied().sites())
          .append(" sites, ")
          .append(state.applied().environments())
          .append(" environments)");
    }
    for (Problem problem : state.problems()) {
      text.append(System.lineSeparator()).append("    ").append(problem);
    }
    return text.toString();
  }
}
