package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.ansible.Poll;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.BackupRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.DeployRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.HealthRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.RollbackRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UpdateRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.BackupStatus;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.JobFilter;
import io.jenkins.plugins.pressluft.model.JobStatus;
import io.jenkins.plugins.pressluft.model.JobType;
import io.jenkins.plugins.pressluft.model.PreBackup;
import io.jenkins.plugins.pressluft.model.ResourceStatus;
import io.jenkins.plugins.pressluft.model.Site;
import io.jenkins.plugins.pressluft.model.SourceType;
import io.jenkins.plugins.pressluft.model.UpdateScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever is asked, in whatever order, and whatever the runs and the processes do: the rows agree
 * with each other after every step, changes follow the state machines, and a small model knows
 * beforehand which request is accepted.
 */
class AnySequenceTest {
  enum Action {
    BACKUP,
    RESTORE,
    RESTORE_ANOTHERS,
    UNDO,
    DEPLOY,
    UPDATE,
    ROLLBACK,
    HEALTH,
    ROUND,
    SUCCEED,
    FAIL,
    FAIL_FOR_GOOD,
    FAIL_AFTER_SWITCH,
    VANISH,
    KILL,
    CANCEL,
    RESET,
    RESET_SITE,
    NODE_SILENT,
    NODE_ANSWERS,
    MINUTES,
    RESTART,
    UNDECLARE,
    DECLARE
  }

  record Step(Action action, int choice) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Action> actions =
        Arbitraries.frequency(
                net.jqwik.api.Tuple.of(4, Action.ROUND),
                net.jqwik.api.Tuple.of(3, Action.SUCCEED),
                net.jqwik.api.Tuple.of(9, null))
            .flatMap(a -> a == null ? Arbitraries.of(Action.values()) : Arbitraries.just(a));
    return Combinators.combine(actions, Arbitraries.integers().between(0, 11))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(60);
  }

  House house(Path home) {
    return new House(home);
  }

  @Property(tries = 40)
  void theRowsAgreeAfterEveryStep(@ForAll("steps") List<Step> steps) throws IOException {
    Path directory = Files.createTempDirectory("pressluft-any");
    try (House house = house(directory)) {
      Observer observer = new Observer(house);
      for (Step step : steps) {
        perform(house, step);
        observer.look(step);
      }
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void perform(House house, Step step) {
    List<Environment> environments = house.store.read(tx -> tx.environments().all());
    Environment environment = environments.get(step.choice() % environments.size());
    switch (step.action()) {
      case BACKUP ->
          ask(
              house,
              environment,
              null,
              new BackupRequest(environment.id(), BackupScope.FULL, null));
      case RESTORE -> restore(house, environment, environment, step.choice());
      case RESTORE_ANOTHERS ->
          restore(
              house,
              environment,
              environments.get((step.choice() + 1) % environments.size()),
              step.choice());
      case UNDO -> house.codeOf(House.ADMIN, new UndoRequest(environment.id(), null, null));
      case DEPLOY ->
          ask(
              house,
              environment,
              null,
              new DeployRequest(
                  environment.id(), SourceType.GIT, "/srv/site.git#main", null, null));
      case UPDATE ->
          ask(
              house,
              environment,
              null,
              new UpdateRequest(environment.id(), UpdateScope.ALL, null, null));
      case ROLLBACK -> house.codeOf(House.ADMIN, new RollbackRequest(environment.id(), null, null));
      case HEALTH -> house.codeOf(House.ADMIN, new HealthRequest(environment.id()));
      case ROUND -> house.round();
      case SUCCEED -> running(house, step).ifPresent(run -> told(house, run, "succeeded").end(0));
      case FAIL ->
          running(house, step)
              .ifPresent(run -> run.event("told", null, "code", "ANSIBLE_HOST_FAILED").end(2));
      case FAIL_FOR_GOOD ->
          running(house, step)
              .ifPresent(run -> run.event("told", null, "code", "CHECKSUM_MISMATCH").end(2));
      case FAIL_AFTER_SWITCH ->
          running(house, step)
              .ifPresent(run -> told(house, run.event("task", "switch"), "rolled_back").end(2));
      case VANISH -> running(house, step).ifPresent(ScriptedLauncher.Scripted::vanish);
      case KILL -> running(house, step).ifPresent(run -> run.kill(137));
      case CANCEL -> cancel(house, step.choice());
      case RESET ->
          reset(() -> house.engine.service().resetEnvironment(House.ADMIN, environment.id()));
      case RESET_SITE ->
          reset(() -> house.engine.service().resetSite(House.ADMIN, environment.siteId()));
      case NODE_SILENT -> house.settled = Settled.unanswered("no route");
      case NODE_ANSWERS ->
          house.settled =
              new Settled(true, null, new Live("releases/base", 0, "wp", true), true, true, "{}");
      case MINUTES -> house.advance(Duration.ofMinutes(step.choice() * 4L));
      case RESTART -> house.restart();
      case UNDECLARE ->
          house.store.perform(
              tx -> tx.environments().keepDeclared(java.util.Set.of(environment.id())));
      case DECLARE ->
          house.store.perform(
              tx ->
                  tx.environments()
                      .declare(
                          environment.siteId(),
                          environment.slug(),
                          environment.name(),
                          environment.nodeId(),
                          environment.storageId(),
                          environment.spec()));
    }
  }

  /** What the run did, as its playbook would tell it. */
  private static ScriptedLauncher.Scripted told(
      House house, ScriptedLauncher.Scripted run, String outcome) {
    boolean rollout = !run.launch.playbook().matches("(backup|env-restore|health|job).*");
    String next = "releases/n" + house.launcher.runs.size();
    boolean back = outcome.equals("rolled_back");
    if (!rollout) {
      return back ? run.event("told", null, "code", "HEALTH_CHECK_FAILED") : run;
    }
    return run.event(
        "told",
        null,
        "code",
        back ? "HEALTH_CHECK_FAILED" : null,
        "outcome",
        outcome,
        "from",
        "releases/base",
        "to",
        next,
        "live",
        back ? "releases/base" : next,
        "proven",
        true);
  }

  private static java.util.Optional<ScriptedLauncher.Scripted> running(House house, Step step) {
    List<ScriptedLauncher.Scripted> runs =
        house.launcher.runs.values().stream()
            .filter(run -> run.state == Poll.State.RUNNING)
            .toList();
    return runs.isEmpty()
        ? java.util.Optional.empty()
        : java.util.Optional.of(runs.get(step.choice() % runs.size()));
  }

  private static void restore(House house, Environment environment, Environment owner, int choice) {
    List<Backup> backups = house.store.read(tx -> tx.backups().ofEnvironment(owner.id()));
    if (!backups.isEmpty()) {
      Backup backup = backups.get(choice % backups.size());
      boolean dry = choice % 5 == 4;
      ask(
          house,
          environment,
          backup,
          new JobRequest.RestoreRequest(
              environment.id(),
              backup.id(),
              dry,
              null,
              PreBackup.CREATE,
              "RESTORE " + backup.id(),
              null,
              null,
              null));
    }
  }

  /** The model: one look at the rows before says what the answer must be. */
  private static void ask(House house, Environment environment, Backup backup, JobRequest request) {
    boolean mutation = request.type().isMutation();
    boolean pending =
        house.store.read(tx -> tx.jobs().list(JobFilter.newest(500))).stream()
            .anyMatch(
                job ->
                    environment.id().equals(job.environmentId())
                        && job.type().isMutation()
                        && !job.status().isFinal());
    String expected = "accepted";
    if (!environment.declared()) {
      expected = "conflict";
    } else if (mutation && pending) {
      expected = "job_in_progress";
    } else if (environment.status() != ResourceStatus.ACTIVE) {
      expected = "environment_not_active";
    } else if (backup != null && !backup.environmentId().equals(environment.id())) {
      expected = "backup_not_owned";
    } else if (backup != null && backup.status() != BackupStatus.COMPLETED) {
      expected = "backup_not_completed";
    }
    assertThat(house.codeOf(House.ADMIN, request)).isEqualTo(expected);
  }

  private static void cancel(House house, int choice) {
    List<Job> jobs = house.store.read(tx -> tx.jobs().list(JobFilter.newest(500)));
    if (jobs.isEmpty()) {
      return;
    }
    Job job = jobs.get(choice % jobs.size());
    try {
      house.engine.service().cancel(House.ADMIN, job.id());
      assertThat(job.status().isFinal()).isFalse();
    } catch (RefusedException e) {
      assertThat(e.refusal().code()).isEqualTo("job_not_cancellable");
      assertThat(job.status().isFinal()).isTrue();
    }
  }

  private static void reset(Runnable reset) {
    try {
      reset.run();
    } catch (RefusedException e) {
      assertThat(e.refusal().code())
          .isIn("resource_not_failed", "reset_validation_failed", "job_in_progress", "conflict");
    }
  }

  /** Remembers what it saw, and checks what it sees. */
  private static final class Observer {
    private final House house;
    private final Map<UUID, Enum<?>> seen = new HashMap<>();
    private final Map<UUID, Integer> versions = new HashMap<>();
    private long fence;

    Observer(House house) {
      this.house = house;
    }

    void look(Step step) {
      house.store.read(
          tx -> {
            List<Job> jobs = tx.jobs().list(JobFilter.newest(500));
            List<Environment> environments = tx.environments().all();
            jobs.forEach(job -> follows(step, job.id(), job.status(), JobStatus::canBecome));
            unique(jobs.stream().filter(j -> j.status() == JobStatus.RUNNING).map(Job::siteId));
            unique(jobs.stream().filter(j -> j.status() == JobStatus.RUNNING).map(Job::nodeId));
            unique(
                jobs.stream()
                    .filter(j -> j.type().isMutation() && !j.status().isFinal())
                    .map(Job::environmentId));
            for (Job job : jobs) {
              boolean runs = job.status() == JobStatus.RUNNING;
              assertThat(tx.locks().holders(job.nodeId()).contains(job.id())).isEqualTo(runs);
              assertThat(tx.locks().holders(job.siteId()).contains(job.id())).isEqualTo(runs);
            }
            for (Environment environment : environments) {
              environment(step, environment, jobs);
              for (Backup backup : tx.backups().ofEnvironment(environment.id())) {
                follows(step, backup.id(), backup.status(), BackupStatus::canBecome);
                assertThat(backup.checksum() != null)
                    .isEqualTo(
                        backup.status() == BackupStatus.COMPLETED
                            || backup.status() == BackupStatus.EXPIRED);
              }
              boolean releases = !tx.releases().ofEnvironment(environment.id()).isEmpty();
              if (environment.status() == ResourceStatus.ACTIVE && releases) {
                assertThat(environment.currentReleaseId()).isNotNull();
              }
            }
            tx.sites().all().forEach(site -> site(site, environments));
            long highest = jobs.stream().mapToLong(Job::fence).max().orElse(0);
            assertThat(highest).isGreaterThanOrEqualTo(fence);
            fence = highest;
            return true;
          });
    }

    private void environment(Step step, Environment environment, List<Job> jobs) {
      follows(step, environment.id(), environment.status(), ResourceStatus::canBecome);
      Integer version = versions.put(environment.id(), environment.stateVersion());
      assertThat(environment.stateVersion()).isGreaterThanOrEqualTo(version == null ? 1 : version);
      List<JobType> begun =
          jobs.stream()
              .filter(job -> environment.id().equals(job.environmentId()))
              .filter(job -> job.type().isMutation() && !job.status().isFinal())
              .filter(job -> job.attemptCount() > 0)
              .map(Job::type)
              .toList();
      boolean restores = begun.contains(JobType.ENV_RESTORE);
      assertThat(environment.status() == ResourceStatus.RESTORING).isEqualTo(restores);
      assertThat(environment.status() == ResourceStatus.DEPLOYING)
          .isEqualTo(!restores && !begun.isEmpty());
    }

    private static void site(Site site, List<Environment> environments) {
      List<ResourceStatus> order =
          List.of(
              ResourceStatus.FAILED,
              ResourceStatus.RESTORING,
              ResourceStatus.DEPLOYING,
              ResourceStatus.CLONING,
              ResourceStatus.ACTIVE);
      ResourceStatus expected =
          environments.stream()
              .filter(environment -> environment.siteId().equals(site.id()))
              .map(Environment::status)
              .min(Comparator.comparingInt(order::indexOf))
              .orElseThrow();
      assertThat(site.status()).isEqualTo(expected);
    }

    private static void unique(Stream<UUID> ids) {
      assertThat(ids.toList()).doesNotHaveDuplicates();
    }

    /** A step may pass through several states; each must be reachable from the one seen before. */
    private <E extends Enum<E>> void follows(
        Step step, UUID id, E now, BiPredicate<E, E> canBecome) {
      @SuppressWarnings("unchecked")
      E before = (E) seen.put(id, now);
      if (before != null && before != now) {
        assertThat(reachable(before, now, canBecome, 4))
            .as("%s -> %s by %s", before, now, step)
            .isTrue();
      }
    }

    private static <E extends Enum<E>> boolean reachable(
        E from, E to, BiPredicate<E, E> canBecome, int steps) {
      if (steps == 0) {
        return false;
      }
      return Stream.of(from.getDeclaringClass().getEnumConstants())
          .filter(next -> canBecome.test(from, next))
          .anyMatch(next -> next == to || reachable(next, to, canBecome, steps - 1));
    }
  }
}
