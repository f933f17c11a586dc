package io.jenkins.plugins.pressluft.plugin.page;

import hudson.model.Run;
import io.jenkins.plugins.pressluft.plugin.outlook.Notice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.management.Badge;
import jenkins.model.RunAction2;

/**
 * What the steps of a build did, kept with the build: in its side panel, on its page, and on a page
 * of its own. It is replaced as a whole by one with a record more, never changed.
 */
public final class PressluftRunAction implements RunAction2 {
  private static final Object WRITING = new Object();

  private final ArrayList<StepRecord> records;
  private transient Run<?, ?> run;

  private PressluftRunAction(Run<?, ?> run, List<StepRecord> records) {
    this.run = run;
    this.records = new ArrayList<>(records);
  }

  /**
   * Adds what a step did to a build and saves the build. Not for the thread that runs the script.
   *
   * @throws IOException when the build cannot be written; the record is then kept until the build
   *     is saved again
   */
  public static void record(Run<?, ?> run, Map<String, ?> result) throws IOException {
    synchronized (WRITING) {
      run.addOrReplaceAction(with(run, run.getAction(PressluftRunAction.class), result));
    }
    run.save();
  }

  /**
   * One with a record more.
   *
   * @param before null for the first one
   */
  static PressluftRunAction with(Run<?, ?> run, PressluftRunAction before, Map<String, ?> result) {
    List<StepRecord> records = new ArrayList<>(before == null ? List.of() : before.records);
    records.add(StepRecord.of(result));
    return new PressluftRunAction(run, records);
  }

  /** In the order in which the steps ended. */
  public List<StepRecord> getRecords() {
    return List.copyOf(records);
  }

  /**
   * How many environments the build left other than it should; empty when there is none. It is of
   * what was recorded: what somebody did there afterwards does not change it.
   */
  Optional<Notice> notice() {
    Map<String, StepRecord> lasts = new LinkedHashMap<>();
    records.forEach(record -> lasts.put(record.getEnvironment(), record));
    List<String> bad =
        lasts.values().stream()
            .filter(record -> !record.isGood())
            .map(
                record ->
                    record.getTitle() + " of " + record.getEnvironment() + ": " + record.getEnd())
            .toList();
    return bad.isEmpty()
        ? Optional.empty()
        : Optional.of(new Notice(String.valueOf(bad.size()), String.join(", ", bad), true));
  }

  /** The same for the side panel; null when there is nothing to say. */
  public Badge getBadge() {
    return notice().map(Notice::badge).orElse(null);
  }

  /** The build, for the page's frame. */
  public Run<?, ?> getRun() {
    return run;
  }

  @Override
  public void onAttached(Run<?, ?> attached) {
    run = attached;
  }

  @Override
  public void onLoad(Run<?, ?> loaded) {
    run = loaded;
  }

  @Override
  public String getIconFileName() {
    return "symbol-server";
  }

  @Override
  public String getDisplayName() {
    return "Pressluft";
  }

  @Override
  public String getUrlName() {
    return "pressluft";
  }
}
