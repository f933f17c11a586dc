package io.jenkins.plugins.pressluft.plugin.page;

import hudson.Extension;
import hudson.model.Job;
import hudson.views.ListViewColumn;
import hudson.views.ListViewColumnDescriptor;
import io.jenkins.plugins.pressluft.plugin.outlook.Outlook;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * A column of a list of jobs: how the environments stand that the newest build with a step worked
 * on, and how old their newest backup is. Whoever may not view an environment sees nothing of it.
 */
public final class PressluftColumn extends ListViewColumn {
  /** A column; there is nothing to configure. */
  @DataBoundConstructor
  public PressluftColumn() {}

  /**
   * The environments of one row.
   *
   * @param item a job; of anything else, a folder for one, there are none
   */
  public List<ShownEnvironment> environmentsOf(Object item) {
    PressluftRunAction action =
        item instanceof Job<?, ?> job ? PressluftJobAction.newest(job) : null;
    return action == null
        ? List.of()
        : Outlook.of(JenkinsCallers.get().forCurrentUser()).named(namesIn(action)).stream()
            .map(ShownEnvironment::new)
            .toList();
  }

  static Set<String> namesIn(PressluftRunAction action) {
    Set<String> names = new LinkedHashSet<>();
    for (StepRecord record : action.getRecords()) {
      if (record.getEnvironment() != null) {
        names.add(record.getEnvironment());
      }
    }
    return names;
  }

  /** What the table is sorted by: the most pressing environment of the row. */
  public int orderOf(List<ShownEnvironment> environments) {
    return environments.stream().mapToInt(ShownEnvironment::getOrder).min().orElse(9);
  }

  /** What Jenkins knows of the column. */
  @Extension
  @Symbol("pressluft")
  public static final class DescriptorImpl extends ListViewColumnDescriptor {
    @Override
    public String getDisplayName() {
      return "Pressluft";
    }

    /** Most lists have nothing to show in it. */
    @Override
    public boolean shownByDefault() {
      return false;
    }
  }
}
