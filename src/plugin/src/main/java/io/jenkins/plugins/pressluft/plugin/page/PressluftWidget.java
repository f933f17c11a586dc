package io.jenkins.plugins.pressluft.plugin.page;

import hudson.Extension;
import hudson.model.View;
import hudson.widgets.Widget;
import io.jenkins.plugins.pressluft.plugin.outlook.Outlook;
import io.jenkins.plugins.pressluft.plugin.outlook.Standing;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import java.util.Collection;
import java.util.List;
import jenkins.widgets.WidgetFactory;

/**
 * A box in the side panel of views: the environments that need a person or where something is under
 * way now. It is made anew for each page, for whoever looks at it.
 */
public final class PressluftWidget extends Widget {
  /** The rest is a number and a link. */
  static final int MAX_SHOWN = 8;

  private final String ownerUrl;
  private final List<Standing> pressing;

  PressluftWidget(String ownerUrl, Outlook outlook) {
    this.ownerUrl = ownerUrl;
    this.pressing = outlook.pressing();
  }

  @Override
  public String getUrlName() {
    return "pressluft";
  }

  @Override
  protected String getOwnerUrl() {
    return ownerUrl;
  }

  /** The most pressing ones. */
  public List<ShownEnvironment> getEnvironments() {
    return pressing.stream().limit(MAX_SHOWN).map(ShownEnvironment::new).toList();
  }

  /** How many there are besides. */
  public int getMore() {
    return Math.max(0, pressing.size() - MAX_SHOWN);
  }

  /** All of it in a few words. */
  public String getSummary() {
    long needy = pressing.stream().filter(Standing::needsAPerson).count();
    long busy = pressing.stream().filter(Standing::isUnderWay).count();
    if (pressing.isEmpty()) {
      return "Nothing needs a person.";
    }
    String first =
        needy == 0
            ? "Nothing needs a person"
            : needy == 1 ? "1 needs a person" : needy + " need a person";
    return first + (busy == 0 ? "" : ", " + busy + " at work");
  }

  /** Gives the box to every view, for those who may see an environment. */
  @Extension(ordinal = 50)
  public static final class Factory extends WidgetFactory<View, PressluftWidget> {
    @Override
    public Class<View> type() {
      return View.class;
    }

    @Override
    public Class<PressluftWidget> widgetType() {
      return PressluftWidget.class;
    }

    @Override
    public Collection<PressluftWidget> createFor(View target) {
      Outlook outlook = Outlook.of(JenkinsCallers.get().forCurrentUser());
      return outlook.isEmpty() ? List.of() : List.of(new PressluftWidget(target.getUrl(), outlook));
    }
  }
}
