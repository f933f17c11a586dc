package io.jenkins.plugins.pressluft.bench;

import io.jenkins.plugins.pressluft.lab.Dataset;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LabOptions;
import io.jenkins.plugins.pressluft.lab.LabServer;
import io.jenkins.plugins.pressluft.lab.RegistryFile;
import io.jenkins.plugins.pressluft.lab.WordPress;
import java.io.PrintStream;
import java.util.List;

/** {@code ./pressluft bench}: measures and prints the tables of {@code docs/benchmarks.md}. */
public final class Bench {

  private Bench() {}

  /** Runs it; exit code 0 when everything that was measured worked, whatever the figures. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    if (words.contains("--help") || words.contains("-h")) {
      System.out.print(BenchOptions.USAGE);
      return;
    }
    BenchOptions options;
    try {
      options = BenchOptions.parse(words);
    } catch (IllegalArgumentException e) {
      System.err.println("pressluft bench: " + e.getMessage());
      System.err.print(BenchOptions.USAGE);
      System.exit(2);
      return;
    }
    System.out.println(run(options, System.err));
  }

  /**
   * Measures.
   *
   * @param progress what is going on, for the person who waits
   * @return the tables as Markdown
   */
  static String run(BenchOptions options, PrintStream progress) {
    LabOptions where =
        options.directory() == null ? LabOptions.temporary() : LabOptions.in(options.directory());
    progress.println("starting a site in " + where.directory());
    try (LabHost lab = LabHost.start(where.withBufferPoolMib(options.bufferPoolMib()))) {
      WordPress site = lab.wordpress();
      progress.println("filling it");
      new Dataset(options.rows(), options.files(), options.mib() * 1048576L).fill(lab, site);
      RegistryFile registry =
          RegistryFile.local(lab).with(site.slugPath(), "backup_freshness", "7d");
      SetAside aside = new SetAside(lab);
      try (LabServer server = LabServer.start(lab, registry)) {
        Measurements measurements =
            new Measurements(
                options,
                lab,
                site,
                new ShellPipeline(lab, site, aside),
                new PressluftJobs(server.client(), site, new ReplacedGenerations(lab, site, aside)),
                progress);
        return measurements.take();
      }
    }
  }
}
