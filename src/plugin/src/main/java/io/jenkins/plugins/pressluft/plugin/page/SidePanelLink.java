package io.jenkins.plugins.pressluft.plugin.page;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.TransientViewActionFactory;
import hudson.model.View;
import io.jenkins.plugins.pressluft.plugin.outlook.Notice;
import io.jenkins.plugins.pressluft.plugin.outlook.Outlook;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import java.util.List;
import jenkins.management.Badge;

/**
 * The way to the dashboard from the side panel of views, with how many environments need a person.
 */
public final class SidePanelLink implements Action {
  @Override
  public String getIconFileName() {
    return "symbol-server";
  }

  @Override
  public String getDisplayName() {
    return "Pressluft";
  }

  /** Below Jenkins' own address, wherever the view is. */
  @Override
  public String getUrlName() {
    return "/pressluft/";
  }

  /** How many of those that the viewer may see need a person; null when none does. */
  public Badge getBadge() {
    return Outlook.of(JenkinsCallers.get().forCurrentUser())
        .notice()
        .map(Notice::badge)
        .orElse(null);
  }

  /** Gives it to every view, for those who may see an environment. */
  @Extension
  public static final class Factory extends TransientViewActionFactory {
    @Override
    public List<Action> createFor(View view) {
      return JenkinsCallers.get().mayCurrentUserSeeAnything()
          ? List.of(new SidePanelLink())
          : List.of();
    }
  }
}
