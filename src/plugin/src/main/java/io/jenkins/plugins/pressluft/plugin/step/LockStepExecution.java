package io.jenkins.plugins.pressluft.plugin.step;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.SiteHold;
import io.jenkins.plugins.pressluft.pipeline.PipelineDesk;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A block that stands in line for a site, then has it. The hold's id is chosen and saved before it
 * is taken, as a step's job is: a restart takes no second one.
 *
 * <p>A block for a site that a block around it has already begins at once.
 */
final class LockStepExecution extends StepExecution implements Watched {
  private static final long serialVersionUID = 1L;

  // Saved with the pipeline.
  private final String environment;
  private final UUID hold = UUID.randomUUID();
  private LinkedHashSet<UUID> outer;
  private volatile BodyExecution body;
  private volatile Throwable stopping;
  private volatile boolean left;
  private Object result;
  private Throwable failure;

  // Made anew after a restart.
  private transient volatile boolean ended;
  private transient String waited;

  LockStepExecution(StepContext context, String environment) {
    super(context);
    this.environment = environment;
  }

  @Override
  public boolean start() throws Exception {
    StepWatch.failWhenClosed();
    outer = new LinkedHashSet<>(Held.of(getContext().get(Held.class)));
    StepWatch.get().watch(this);
    return false;
  }

  @Override
  public void onResume() {
    if (body == null || left) {
      StepWatch.get().watch(this);
    }
  }

  @Override
  public void stop(Throwable cause) {
    BodyExecution begun = body;
    if (begun == null) {
      stopping = cause;
      StepWatch.get().watch(this);
    } else {
      begun.cancel(cause);
    }
  }

  @Override
  public String getStatus() {
    return body == null ? "in line for the site of " + environment : null;
  }

  @Override
  public void broken(Throwable cause) {
    end(() -> getContext().onFailure(cause));
  }

  @Override
  public boolean look(Pressluft house) throws IOException, InterruptedException {
    if (ended) {
      return true;
    }
    boolean over = stopping != null || left || !getContext().get(Run.class).isBuilding();
    if (body != null && !left) {
      return true;
    } else if (over) {
      house.holds().giveBack(hold);
      end(left ? this::goOn : this::giveUp);
      return true;
    }
    try {
      return stand(house);
    } catch (RefusedException e) {
      String sentence =
          "pressluftLock refused: " + e.refusal().code() + ": " + e.refusal().message();
      end(() -> getContext().onFailure(new AbortException(sentence)));
      return true;
    }
  }

  private boolean stand(Pressluft house) throws IOException, InterruptedException {
    Run<?, ?> run = getContext().get(Run.class);
    StepCaller caller =
        new StepCaller(
            JenkinsCallers.get().forRun(run), null, run.getParent().getFullName(), outer);
    Environment found = house.store().read(tx -> PipelineDesk.environment(tx, caller, environment));
    if (isOurs(house, found.siteId())) {
      begin();
      return true;
    }
    house.holds().take(caller, found.id(), hold, Holder.of(run).text());
    Optional<String> before = house.holds().waitsFor(hold);
    if (before.isPresent()) {
      say(before.get());
      return false;
    }
    new StepLog(getContext().get(TaskListener.class))
        .say("The site of " + found.slugPath() + " is kept for this build.");
    begin();
    return true;
  }

  private boolean isOurs(Pressluft house, UUID siteId) {
    Set<UUID> ours = outer;
    return house
        .store()
        .read(tx -> tx.holds().ofSite(siteId))
        .map(SiteHold::id)
        .filter(ours::contains)
        .isPresent();
  }

  private void say(String before) throws IOException, InterruptedException {
    if (!before.equals(waited)) {
      waited = before;
      new StepLog(getContext().get(TaskListener.class))
          .say("In line for the site of " + environment + ", behind " + before + ".");
    }
  }

  private void begin() throws IOException, InterruptedException {
    Held held = getContext().get(Held.class);
    body =
        getContext()
            .newBodyInvoker()
            .withContext(Held.with(held, hold))
            .withCallback(new End(this))
            .start();
    getContext().saveState();
  }

  private synchronized void end(Runnable how) {
    if (!ended) {
      ended = true;
      how.run();
    }
  }

  /** The block has ended: saved first, so that a restart here gives the site back as well. */
  private void leave(Object value, Throwable cause) {
    result = value;
    failure = cause;
    left = true;
    getContext().saveState();
    StepWatch.get().watch(this);
  }

  /** Nobody waits for the step of a build that was ended by force. */
  private void giveUp() {
    if (stopping != null) {
      getContext().onFailure(stopping);
    }
  }

  private void goOn() {
    Throwable cause = failure;
    if (cause == null) {
      getContext().onSuccess(result);
    } else {
      getContext().onFailure(cause);
    }
  }

  /** Tells the step that its block has ended. */
  private static final class End extends BodyExecutionCallback {
    private static final long serialVersionUID = 1L;

    private final LockStepExecution step;

    End(LockStepExecution step) {
      this.step = step;
    }

    @Override
    public void onSuccess(StepContext context, Object result) {
      step.leave(result, null);
    }

    @Override
    public void onFailure(StepContext context, Throwable cause) {
      step.leave(null, cause);
    }
  }
}
