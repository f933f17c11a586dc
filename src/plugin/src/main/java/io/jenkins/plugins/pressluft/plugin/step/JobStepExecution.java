package io.jenkins.plugins.pressluft.plugin.step;

import hudson.AbortException;
import hudson.ExtensionList;
import hudson.model.Computer;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.JobEvent;
import io.jenkins.plugins.pressluft.pipeline.PipelineDesk;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import io.jenkins.plugins.pressluft.pipeline.StepRequest;
import io.jenkins.plugins.pressluft.pipeline.StepResult;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step that has become, or is about to become, one job.
 *
 * <p>The job's id is chosen before the job is asked for and saved with the pipeline. Whenever the
 * controller comes back, the step asks for that job again: the engine answers with the one there
 * is, or accepts it now, and never makes two. So nothing else of the job needs to be remembered,
 * and what the step reports is what the engine says became of it, whoever was killed meanwhile.
 *
 * <p>An abort asks the job to stop and waits for its end, since a restore that is being taken back
 * is not over; a second abort leaves at once.
 */
final class JobStepExecution extends StepExecution implements Watched {
  private static final long serialVersionUID = 1L;
  private static final int EVENTS = 200;
  private static final long SAVE_MILLIS = 5_000;

  /** What only the asking needs, and no file should keep. */
  private static final List<String> FOR_ASKING_ONLY = List.of("otp", "confirmation");

  // Saved with the pipeline.
  private final String step;
  private final UUID jobId = UUID.randomUUID();
  private final LinkedHashMap<String, Object> named;
  private String runOn;
  private LinkedHashSet<UUID> holds;
  private volatile boolean accepted;
  private volatile long printed;
  private volatile Throwable stopping;

  // Made anew after a restart.
  private transient volatile StepLog log;
  private transient volatile boolean ended;
  private transient boolean stopAsked;
  private transient long saved;

  JobStepExecution(StepContext context, PipelineStep step, LinkedHashMap<String, Object> named) {
    super(context);
    this.step = step.stepName();
    this.named = named;
  }

  @Override
  public boolean start() throws Exception {
    StepWatch.failWhenClosed();
    Computer computer = getContext().get(Computer.class);
    runOn = computer == null ? null : computer.getName();
    holds = new LinkedHashSet<>(Held.of(getContext().get(Held.class)));
    FlowExecution flow = getContext().get(FlowExecution.class);
    if (flow != null && flow.getDurabilityHint() == FlowDurabilityHint.PERFORMANCE_OPTIMIZED) {
      log()
          .say(
              "This pipeline is set to \"performance-optimized\": after a crash of the controller"
                  + " Jenkins cannot resume it. The job "
                  + jobId
                  + " would end all the same.");
    }
    StepWatch.get().watch(this);
    return false;
  }

  @Override
  public void onResume() {
    StepWatch.get().watch(this);
  }

  @Override
  public void stop(Throwable cause) {
    if (stopping != null) {
      end(() -> getContext().onFailure(cause));
      return;
    }
    stopping = cause;
    StepWatch.get().watch(this);
  }

  @Override
  public String getStatus() {
    return (accepted ? "waiting for job " : "asking for job ") + jobId;
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
    StepRequest request;
    try {
      request = StepRequest.of(step(), named);
    } catch (RefusedException e) {
      malformed(e.refusal());
      return true;
    }
    if (!accepted && !ask(house, request)) {
      return true;
    }
    print(house);
    if (stopping != null && !stopAsked) {
      stopAsked = true;
      stopJob(house);
    }
    Optional<LinkedHashMap<String, Object>> result = desk(house).result(step(), jobId);
    if (result.isEmpty()) {
      return false;
    }
    print(house);
    finish(request, result.get());
    return true;
  }

  /** Whether the job was accepted; otherwise the step has ended. */
  private boolean ask(Pressluft house, StepRequest request)
      throws IOException, InterruptedException {
    if (stopping != null && house.store().read(tx -> tx.jobs().byId(jobId)).isEmpty()) {
      end(() -> getContext().onFailure(stopping));
      return false;
    }
    try {
      log().plan(desk(house).ask(caller(), request, jobId).plan(), jobId);
    } catch (RefusedException e) {
      refused(request, e.refusal());
      return false;
    }
    FOR_ASKING_ONLY.forEach(named::remove);
    accepted = true;
    getContext().saveState();
    return true;
  }

  /** A mistake in the Jenkinsfile: it fails the step whatever {@code failOnRefusal} says. */
  private void malformed(Refusal refusal) throws IOException, InterruptedException {
    tell(StepResult.of(step(), Objects.toString(named.get("environment"), null), refusal));
    String sentence = StepResult.refusal(step(), refusal);
    end(() -> getContext().onFailure(new AbortException(sentence)));
  }

  private void refused(StepRequest request, Refusal refusal)
      throws IOException, InterruptedException {
    String sentence = StepResult.refusal(step(), refusal);
    LinkedHashMap<String, Object> result = StepResult.of(step(), request.environment(), refusal);
    tell(result);
    if (request.failOnRefusal()) {
      end(() -> getContext().onFailure(new AbortException(sentence)));
    } else {
      log().say(sentence);
      end(() -> getContext().onSuccess(result));
    }
  }

  private void print(Pressluft house) throws IOException, InterruptedException {
    List<JobEvent> events;
    boolean any = false;
    do {
      long after = printed;
      events = house.store().read(tx -> tx.events().after(jobId, after, EVENTS));
      for (JobEvent event : events) {
        log().event(event);
        printed = event.sequence();
        any = true;
      }
    } while (events.size() == EVENTS);
    if (any && System.currentTimeMillis() - saved > SAVE_MILLIS) {
      saved = System.currentTimeMillis();
      getContext().saveState();
    }
  }

  private void stopJob(Pressluft house) throws IOException, InterruptedException {
    try {
      house.service().cancel(caller().stopping(), jobId);
      log().say("Asked job " + jobId + " to stop; abort again to leave without waiting for it.");
    } catch (RefusedException e) {
      log().say(e.refusal().message());
    }
  }

  private void finish(StepRequest request, LinkedHashMap<String, Object> result)
      throws IOException, InterruptedException {
    log().say(step + " " + result.get("status") + " (job " + jobId + ")");
    tell(result);
    Optional<String> failure = StepResult.failure(request, result);
    if (stopping != null) {
      end(() -> getContext().onFailure(stopping));
    } else if (failure.isPresent()) {
      end(() -> getContext().onFailure(new AbortException(failure.get())));
    } else {
      end(() -> getContext().onSuccess(result));
    }
  }

  /** The one place where the step ends, once. */
  private synchronized void end(Runnable how) {
    if (!ended) {
      ended = true;
      how.run();
    }
  }

  private void tell(Map<String, Object> result) throws IOException, InterruptedException {
    Run<?, ?> run = run();
    for (StepListener listener : ExtensionList.lookup(StepListener.class)) {
      listener.ended(run, Collections.unmodifiableMap(result));
    }
  }

  private StepCaller caller() throws IOException, InterruptedException {
    Run<?, ?> run = run();
    return new StepCaller(
        JenkinsCallers.get().forRun(run), runOn, run.getParent().getFullName(), holds);
  }

  private Run<?, ?> run() throws IOException, InterruptedException {
    return getContext().get(Run.class);
  }

  private StepLog log() throws IOException, InterruptedException {
    StepLog known = log;
    if (known == null) {
      known = new StepLog(getContext().get(TaskListener.class));
      log = known;
    }
    return known;
  }

  private PipelineStep step() {
    return PipelineStep.named(step).orElseThrow();
  }

  private static PipelineDesk desk(Pressluft house) {
    return new PipelineDesk(house.store(), house.service());
  }
}
