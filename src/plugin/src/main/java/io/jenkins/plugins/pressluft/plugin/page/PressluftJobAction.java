package io.jenkins.plugins.pressluft.plugin.page;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import jenkins.management.Badge;
import jenkins.model.TransientActionFactory;

/** What the newest builds of a job did to sites. */
public final class PressluftJobAction implements Action {
  /** How many builds are looked at, so that a page never loads a long history. */
  static final int MAX_BUILDS = 20;

  /** In how many builds a step is looked for where a page shows many jobs. */
  private static final int LOOKED_AT = 3;

  private final Job<?, ?> job;

  PressluftJobAction(Job<?, ?> job) {
    this.job = job;
  }

  /** What the newest build with a step did; null when none of the last builds used one. */
  static PressluftRunAction newest(Job<?, ?> job) {
    Run<?, ?> run = job.getLastBuild();
    for (int i = 0; i < LOOKED_AT && run != null; i++, run = run.getPreviousBuild()) {
      PressluftRunAction action = run.getAction(PressluftRunAction.class);
      if (action != null) {
        return action;
      }
    }
    return null;
  }

  /** The job, for the page's frame. */
  public Job<?, ?> getJob() {
    return job;
  }

  /** The newest builds that used a step, newest first. */
  public List<BuildRecords> getBuilds() {
    List<BuildRecords> builds = new ArrayList<>();
    int seen = 0;
    for (Run<?, ?> run = job.getLastBuild();
        run != null && seen < MAX_BUILDS;
        run = run.getPreviousBuild()) {
      seen++;
      PressluftRunAction action = run.getAction(PressluftRunAction.class);
      if (action != null) {
        builds.add(new BuildRecords(run.getDisplayName(), run.getUrl(), action));
      }
    }
    return builds;
  }

  /** What its newest build has to say. */
  public Badge getBadge() {
    PressluftRunAction newest = newest(job);
    return newest == null ? null : newest.getBadge();
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

  /** What one build did. */
  public static final class BuildRecords {
    private final String name;
    private final String url;
    private final PressluftRunAction action;

    BuildRecords(String name, String url, PressluftRunAction action) {
      this.name = name;
      this.url = url;
      this.action = action;
    }

    /** The build's name, for example {@code #7}. */
    public String getName() {
      return name;
    }

    /** Below Jenkins' own address. */
    public String getUrl() {
      return url;
    }

    /** What is kept with it. */
    public PressluftRunAction getAction() {
      return action;
    }
  }

  /** Gives the page to jobs of which one of the last builds used a step. */
  @Extension
  @SuppressWarnings("rawtypes")
  public static final class Factory extends TransientActionFactory<Job> {
    @Override
    public Class<Job> type() {
      return Job.class;
    }

    @Override
    public Collection<? extends Action> createFor(Job target) {
      return newest((Job<?, ?>) target) == null
          ? List.of()
          : List.of(new PressluftJobAction((Job<?, ?>) target));
    }
  }
}
