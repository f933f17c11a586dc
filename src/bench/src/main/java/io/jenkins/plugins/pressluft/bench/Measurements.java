package io.jenkins.plugins.pressluft.bench;

import io.jenkins.plugins.pressluft.lab.Command;
import io.jenkins.plugins.pressluft.lab.LabHost;
import io.jenkins.plugins.pressluft.lab.LoadProbe;
import io.jenkins.plugins.pressluft.lab.WordPress;
import io.jenkins.plugins.pressluft.lab.WrkLoad;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Takes the measurements in turns, shell and job and shell and job, and writes them down. */
final class Measurements {

  private static final String WHOLE = "The harbour in November";

  private final BenchOptions options;
  private final LabHost lab;
  private final WordPress site;
  private final ShellPipeline shell;
  private final PressluftJobs jobs;
  private final PrintStream progress;
  private final StringBuilder page = new StringBuilder();
  private final Series shellBackups =
      new Series("shell: dump and tar through zstd, tee, openssl, synced");

  Measurements(
      BenchOptions options,
      LabHost lab,
      WordPress site,
      ShellPipeline shell,
      PressluftJobs jobs,
      PrintStream progress) {
    this.options = options;
    this.lab = lab;
    this.site = site;
    this.shell = shell;
    this.jobs = jobs;
    this.progress = progress;
  }

  String take() {
    machine();
    backups();
    if (options.restores()) {
      restores();
      if (options.loadSeconds() > 0) {
        underLoad();
      }
    }
    return page.toString();
  }

  private void machine() {
    long rows = Long.parseLong(lab.database().sql("", countRows()));
    long files =
        Long.parseLong(
            Command.of("bash", "-c", "find \"$1\" -type f | wc -l", "count", "" + site.uploads())
                .text()
                .strip());
    long bytes =
        Long.parseLong(Command.of("du", "-sb", "" + site.uploads()).text().split("\\s")[0]);
    long dump =
        Long.parseLong(
            Command.of(
                    "bash",
                    "-c",
                    "db=$1; shift; \"$@\" --single-transaction --quick --hex-blob \"$db\" | wc -c",
                    "dump",
                    site.liveDatabase(),
                    "mariadb-dump",
                    "--no-defaults",
                    "--socket=" + lab.database().socket(),
                    "--user=" + lab.database().adminUser())
                .within(Duration.ofMinutes(30))
                .text()
                .strip());
    line(
        "Data: %,d rows (dump %,.2f GB), %,d files (%,.2f GB)."
            .formatted(rows, dump / 1e9, files, bytes / 1e9));
    line(
        "Machine: %d cores, %s, %s."
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                Command.of("uname", "-sr").text().strip(),
                lab.database().sql("", "select version()")));
    line("");
  }

  private String countRows() {
    return "select sum(n) from (select count(*) n from `%1$s`.wp_posts union all"
            .formatted(site.databaseName())
        + " select count(*) from `%1$s`.wp_postmeta) counted".formatted(site.databaseName());
  }

  private void backups() {
    Series byJob = new Series("`POST …/backups`, whole job");
    // One of each that does not count: caches of the machine and of PHP are cold.
    timed("warm-up", new Series(""), shell::backUp);
    timed("warm-up", new Series(""), jobs::backUp);
    for (int run = 1; run <= options.runs(); run++) {
      timed("backup by shell " + run, shellBackups, shell::backUp);
      timed("backup by job " + run, byJob, jobs::backUp);
    }
    table("Full backup", shellBackups, List.of(shellBackups, byJob));
    line("Artifact: %,.2f GB.".formatted(jobs.size(jobs.newestBackup()) / 1e9));
    line("");
  }

  private void restores() {
    String backup = jobs.newestBackup();
    Series byShell = new Series("shell: `zstd -dc \\| mariadb` and untar at once, beside the site");
    Series verifying = new Series("whole job, `pre_backup: verify`");
    Series creating = new Series("whole job, `pre_backup: create`");
    // What `create` does more than `verify` is a backup, so by hand that is two commands.
    Series twoCommands = new Series("shell: the backup above, then this restore");
    LoadProbe visitor = visitor();
    try {
      for (int run = 1; run <= options.runs(); run++) {
        Duration byHand = timed("restore by shell " + run, byShell, shell::restore);
        twoCommands.add(
            byHand.plusNanos((long) (shellBackups.median() * 1e9)),
            byShell.newestProcessors() + shellBackups.processors());
        timed("restore by job, verify " + run, verifying, () -> jobs.restore(backup, "verify"));
        timed("restore by job, create " + run, creating, () -> jobs.restore(backup, "create"));
      }
    } finally {
      visitor.close();
    }
    table("Full restore", byShell, List.of(byShell, verifying, creating));
    table("With a backup before it", twoCommands, List.of(twoCommands, creating));
    line("One visitor ten times a second, all the while: " + visitor.stop().summary() + ".");
    line("");
  }

  private void underLoad() {
    String backup = jobs.newestBackup();
    LoadProbe visitor = visitor();
    WrkLoad load = WrkLoad.start(site.url(), 4, Duration.ofSeconds(options.loadSeconds()));
    Series restore = new Series("");
    try {
      timed("restore under load", restore, () -> jobs.restore(backup, "verify"));
    } finally {
      progress.println("waiting for the load to end");
    }
    WrkLoad.Report sum = load.await();
    LoadProbe.Report seen = visitor.stop();
    line("### Restore under load");
    line("");
    line("- wrk, 4 connections: " + sum.summary());
    line("- one visitor ten times a second: " + seen.summary());
    line(
        String.format(
            Locale.ROOT,
            "- the restore took %.1f s, the outage %.3f s",
            restore.median(),
            seen.outage().toNanos() / 1e9));
    line("");
  }

  private LoadProbe visitor() {
    return LoadProbe.start(site.url(), 1, Duration.ofMillis(100), body -> body.contains(WHOLE));
  }

  private Duration timed(String what, Series series, Supplier<Duration> work) {
    progress.printf(Locale.ROOT, "%-28s", what);
    progress.flush();
    Command.of("sync").within(Duration.ofMinutes(5)).text();
    DiskRest.await();
    double before = Processors.seconds();
    Duration took = work.get();
    series.add(took, Processors.seconds() - before);
    progress.printf(
        Locale.ROOT,
        "%8.1f s, processors %.1f s%n",
        took.toNanos() / 1e9,
        series.newestProcessors());
    return took;
  }

  private void table(String title, Series yardstick, List<Series> all) {
    line("### " + title);
    line("");
    line(
        "| Way | Seconds, median | Range | Runs | Ratio, median of the runs | Processor seconds |");
    line("|---|---|---|---|---|---|");
    all.forEach(series -> line(series.row(yardstick)));
    line("");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
