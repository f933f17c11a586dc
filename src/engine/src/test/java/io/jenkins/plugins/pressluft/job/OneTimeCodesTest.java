package io.jenkins.plugins.pressluft.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.jenkins.plugins.pressluft.guard.Refusal;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.job.JobRequest.RestoreRequest;
import io.jenkins.plugins.pressluft.job.JobRequest.UndoRequest;
import io.jenkins.plugins.pressluft.model.Backup;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.Job;
import io.jenkins.plugins.pressluft.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second thing that a restore asks for, whoever asks and by whichever way. */
class OneTimeCodesTest {
  private static final Duration STEP = Duration.ofSeconds(30);

  @TempDir Path directory;
  private House house;
  private Environment production;
  private Backup backup;

  House house(Path home) {
    return new House(home);
  }

  @BeforeEach
  void open() {
    house = house(directory);
    house.secrets.put("seed", TotpTest.RFC);
    production = asking(house.estate.production, "seed");
    backup = house.completed(production);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void withoutTheCodeNothingIsRestoredNorTakenBack() {
    assertThat(house.codeOf(House.ADMIN, restore(null))).isEqualTo("otp_required");
    assertThat(house.codeOf(House.ADMIN, restore("  "))).isEqualTo("otp_required");
    assertThat(house.codeOf(House.ADMIN, dryRun(null))).isEqualTo("otp_required");
    restored();
    assertThat(house.codeOf(House.ADMIN, undo(null))).isEqualTo("otp_required");
    house.advance(STEP);
    assertThat(house.codeOf(House.ADMIN, undo(code(0)))).isEqualTo("accepted");
  }

  @Test
  void anotherEnvironmentAsksForNoneAndDoesNotMindOne() {
    Environment other = house.estate.blogProduction;
    Backup own = house.completed(other);
    assertThat(house.codeOf(House.ADMIN, request(other, own, "000000", false)))
        .isEqualTo("accepted");
  }

  @Test
  void theCodesOfOneStepAroundAreTakenAndNoOthers() {
    assertThat(house.codeOf(House.ADMIN, dryRun(code(-2)))).isEqualTo("otp_invalid");
    assertThat(house.codeOf(House.ADMIN, dryRun(code(2)))).isEqualTo("otp_invalid");
    assertThat(house.codeOf(House.ADMIN, dryRun(code(-1)))).isEqualTo("accepted");
    cancelled();
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
    cancelled();
    assertThat(house.codeOf(House.ADMIN, dryRun(code(1)))).isEqualTo("accepted");
  }

  @Test
  void aCodeIsAcceptedOnceAndNoneBeforeItAfterwards() {
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
    cancelled();
    Refusal again = refusal(House.ADMIN, dryRun(code(0)));
    assertThat(again.code()).isEqualTo("otp_invalid");
    assertThat(again.message()).contains("used already");
    assertThat(house.codeOf(House.ADMIN, dryRun(code(-1)))).isEqualTo("otp_invalid");
    house.restart();
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("otp_invalid");
    house.advance(STEP);
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
  }

  @Test
  void controllersOfOneDatabaseAcceptACodeOnceTogetherAndCountWrongOnesTogether() {
    House other = new House(house, "beta");
    other.secrets.put("seed", TotpTest.RFC);
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
    cancelled();
    assertThat(other.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("otp_invalid");

    house.advance(STEP);
    other.advance(STEP);
    for (House each : List.of(house, other, house, other)) {
      assertThat(each.codeOf(House.ADMIN, dryRun("000000"))).isEqualTo("otp_invalid");
    }
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("otp_locked");
    assertThat(other.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("otp_locked");
    other.close();
  }

  @Test
  void aRequestThatIsRefusedForAnotherReasonUsesNothingUp() {
    assertThat(
            house.codeOf(
                House.ADMIN,
                new RestoreRequest(
                    production.id(), backup.id(), true, null, null, "wrong", code(0), null, null)))
        .isEqualTo("confirmation_mismatch");
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
  }

  @Test
  void ofTwoRequestsAtOnceWithTheSameCodeExactlyOneIsAccepted() throws Exception {
    Environment other = asking(house.estate.blogProduction, "seed");
    Backup own = house.completed(other);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        String code = code(0);
        CyclicBarrier start = new CyclicBarrier(2);
        List<Future<String>> answers = new ArrayList<>();
        for (RestoreRequest request :
            List.of(request(production, backup, code, true), request(other, own, code, true))) {
          Callable<String> ask =
              () -> {
                start.await();
                return house.codeOf(House.ADMIN, request);
              };
          answers.add(two.submit(ask));
        }
        assertThat(List.of(answers.get(0).get(), answers.get(1).get()))
            .containsExactlyInAnyOrder("accepted", "otp_invalid");
        cancelled();
        house.advance(STEP);
      }
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void fiveWrongCodesLockAndTheRightOneIsRefusedToo() {
    Instant first = house.clock.instant();
    for (int left = 4; left >= 0; left--) {
      Refusal wrong = refusal(House.ADMIN, dryRun("000000"));
      assertThat(wrong.code()).isEqualTo("otp_invalid");
      assertThat(wrong.details()).containsEntry("attempts_left", left);
      house.advance(Duration.ofMinutes(1));
    }
    for (String code : new String[] {code(0), null, "000000"}) {
      Refusal locked = refusal(House.ADMIN, dryRun(code));
      assertThat(locked.code()).isEqualTo("otp_locked");
      assertThat(locked.details())
          .containsEntry("until", first.plus(Duration.ofMinutes(15)).toString());
    }
    house.restart();
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("otp_locked");
    house.advance(Duration.ofMinutes(10));
    assertThat(house.codeOf(House.ADMIN, dryRun("000000"))).isEqualTo("otp_invalid");
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("otp_locked");
    house.advance(Duration.ofMinutes(1));
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
  }

  @Test
  void anAcceptedCodeForgetsWhatFailed() {
    for (int i = 0; i < 4; i++) {
      assertThat(house.codeOf(House.ADMIN, dryRun("000000"))).isEqualTo("otp_invalid");
    }
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
    cancelled();
    assertThat(refusal(House.ADMIN, dryRun("000000")).details()).containsEntry("attempts_left", 4);
  }

  @Test
  void whoMayNotRestoreCanNeitherTryNorLock() {
    Caller viewer = House.caller("eve", Caller.Permission.VIEW);
    for (int i = 0; i < 10; i++) {
      assertThat(house.codeOf(viewer, dryRun("000000"))).isEqualTo("forbidden");
    }
    assertThat(house.codeOf(House.ADMIN, dryRun(code(0)))).isEqualTo("accepted");
  }

  @Test
  void withoutAUsableSeedNothingIsLetThrough() {
    String right = code(0);
    for (String seed : new String[] {null, "", "TOOSHORT", "not base 32!"}) {
      if (seed == null) {
        house.secrets.remove("seed");
      } else {
        house.secrets.put("seed", seed);
      }
      Refusal refusal = refusal(House.ADMIN, dryRun(right));
      assertThat(refusal.code()).isEqualTo("conflict");
      assertThat(refusal.message()).contains("secret seed").doesNotContain("TOOSHORT");
    }
  }

  @Test
  void neitherCodesNorSeedsAreWrittenAnywhere() throws Exception {
    String used = code(0);
    assertThat(house.codeOf(House.ADMIN, dryRun("918273"))).isEqualTo("otp_invalid");
    assertThat(house.codeOf(House.ADMIN, dryRun(used))).isEqualTo("accepted");
    house.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(text).as(file.toString()).doesNotContain("918273", used, TotpTest.RFC);
      }
    }
    house = house(directory.resolve("another"));
  }

  @Test
  void theHostIsToldWhatAskedForTheSeed() {
    Caller build = new AskingIn(House.ADMIN, "team/restore");
    assertThat(house.codeOf(build, dryRun(null))).isEqualTo("otp_required");
    assertThat(house.seedsAskedIn).isEmpty();
    assertThat(house.codeOf(build, dryRun(code(0)))).isEqualTo("accepted");
    assertThat(house.seedsAskedIn).containsExactly("team/restore");
  }

  private record AskingIn(Caller caller, String askedIn) implements Caller {
    @Override
    public String name() {
      return caller.name();
    }

    @Override
    public String origin() {
      return caller.origin();
    }

    @Override
    public boolean may(Permission permission, UUID environmentId) {
      return caller.may(permission, environmentId);
    }
  }

  private void restored() {
    Job job = house.enqueue(restore(code(0)));
    house.round();
    house.launcher.last().event("safety_done", "safety").event("task", "switch").end(0);
    house.round();
    assertThat(house.job(job.id()).status().wire()).isEqualTo("succeeded");
  }

  /** Cancels what is queued, so that the next request meets the code's guard. */
  private void cancelled() {
    for (UUID id : house.store.read(tx -> tx.jobs().unfinished())) {
      house.engine.service().cancel(House.ADMIN, id);
    }
  }

  private RestoreRequest restore(String otp) {
    return request(production, backup, otp, false);
  }

  private RestoreRequest dryRun(String otp) {
    return request(production, backup, otp, true);
  }

  private UndoRequest undo(String otp) {
    return new UndoRequest(production.id(), null, otp, null);
  }

  private static RestoreRequest request(
      Environment environment, Backup backup, String otp, boolean dryRun) {
    return new RestoreRequest(
        environment.id(), backup.id(), dryRun, null, null, null, otp, null, null);
  }

  private Refusal refusal(Caller caller, JobRequest request) {
    try {
      house.engine.service().enqueue(caller, request);
      throw new AssertionError("accepted");
    } catch (RefusedException e) {
      return e.refusal();
    }
  }

  /** What an authenticator shows, some steps from now. */
  private String code(int steps) {
    try {
      return new TimeBasedOneTimePasswordGenerator()
          .generateOneTimePasswordString(
              new SecretKeySpec("12345678901234567890".getBytes(StandardCharsets.US_ASCII), "RAW"),
              house.clock.instant().plus(STEP.multipliedBy(steps)));
    } catch (java.security.InvalidKeyException e) {
      throw new AssertionError(e);
    }
  }

  private Environment asking(Environment environment, String secret) {
    Environment.Spec spec = environment.spec();
    return house.store.transact(
        tx ->
            tx.environments()
                .declare(
                    environment.siteId(),
                    environment.slug(),
                    environment.name(),
                    environment.nodeId(),
                    environment.storageId(),
                    new Environment.Spec(
                        spec.type(),
                        spec.kind(),
                        spec.path(),
                        spec.previewUrl(),
                        spec.database(),
                        spec.fastcgi(),
                        spec.protectedEnvironment(),
                        spec.confirmationTemplate(),
                        spec.retention(),
                        spec.undoWindow(),
                        spec.backupFreshness(),
                        spec.compression(),
                        spec.destinations(),
                        spec.exclude(),
                        spec.rollout(),
                        spec.folder(),
                        new Secret(secret),
                        false)));
  }
}
