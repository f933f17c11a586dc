package io.jenkins.plugins.pressluft.plugin.step;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.pressluft.model.SiteHold;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import java.util.concurrent.TimeUnit;

/** Gives back, every minute, the sites that builds kept which are gone. */
@Extension
public final class AbandonedHolds extends AsyncPeriodicWork {
  public AbandonedHolds() {
    super("Pressluft: sites that are kept for builds which are gone");
  }

  @Override
  public long getRecurrencePeriod() {
    return TimeUnit.MINUTES.toMillis(1);
  }

  @Override
  public long getInitialDelay() {
    return getRecurrencePeriod();
  }

  @Override
  protected void execute(TaskListener listener) {
    Pressluft house = Pressluft.get();
    if (house.trouble().isPresent()) {
      return;
    }
    try (ACLContext context = ACL.as2(ACL.SYSTEM2)) {
      for (SiteHold hold : house.holds().all()) {
        if (Holder.ofThisController(hold.holder())
            .filter(holder -> !holder.isAlive())
            .isPresent()) {
          listener.getLogger().println("Given back: the site kept for " + hold.holder());
          house.holds().giveBack(hold.id());
        }
      }
    }
  }
}
