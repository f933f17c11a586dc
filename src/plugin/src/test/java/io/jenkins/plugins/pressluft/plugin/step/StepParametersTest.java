package io.jenkins.plugins.pressluft.plugin.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.model.BackupScope;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import io.jenkins.plugins.pressluft.pipeline.StepParameter;
import io.jenkins.plugins.pressluft.pipeline.StepRequest;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.DataBoundConstructor;

/** The steps' classes against what the engine takes from a Jenkinsfile. */
class StepParametersTest {
  private static final List<JobStep> STEPS =
      List.of(
          new BackupStep("acme/production"),
          new RestoreStep("acme/production", "latest"),
          new DeployStep("acme/production", "https://example.org/site.git#main"),
          new UpdateStep("acme/production", "all"),
          new RollbackStep("acme/production"),
          new HealthStep("acme/production"));

  @Test
  void thereIsAClassForEveryStepThatBecomesAJob() {
    assertThat(STEPS).extracting(JobStep::step).containsExactly(PipelineStep.values());
  }

  @Test
  void everyParameterThatTheEngineTakesCanBeSaidAndNoOther() {
    for (JobStep step : STEPS) {
      assertThat(settable(step.getClass()))
          .as(step.step().stepName())
          .isEqualTo(
              step.step().parameters().stream()
                  .map(StepParameter::name)
                  .collect(Collectors.toSet()));
    }
  }

  @Test
  void aChoiceThatNeedNotBeMadeIsNotMadeByTheForm() {
    assertThat(Choices.withNone(BackupScope.values())).containsExactly("", "db", "files", "full");
    BackupStep untouched = new BackupStep("acme/production");
    untouched.setBackupScope(Choices.withNone(BackupScope.values()).get(0));
    assertThat(untouched.named()).containsEntry("backupScope", null);
  }

  private static Set<String> settable(Class<?> step) {
    Stream<String> constructor =
        Stream.of(step.getConstructors())
            .filter(candidate -> candidate.isAnnotationPresent(DataBoundConstructor.class))
            .flatMap(candidate -> Stream.of(candidate.getParameters()))
            .map(parameter -> parameter.getName());
    Stream<String> setters =
        Stream.of(step.getMethods())
            .map(Method::getName)
            .filter(name -> name.startsWith("set"))
            .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4));
    return Stream.concat(constructor, setters).collect(Collectors.toSet());
  }

  @Test
  void whatIsNotGivenIsLeftToTheEngine() {
    for (JobStep step : STEPS) {
      StepRequest request = StepRequest.of(step.step(), step.named());
      assertThat(request.environment()).isEqualTo("acme/production");
      assertThat(request.failOnRefusal()).isTrue();
    }
  }

  @Test
  void anEmptyFieldOfAFormIsNotGiven() {
    RestoreStep step = new RestoreStep("acme/production", "latest");
    step.setDestination("");
    step.setPreBackup("");
    step.setFailOnRefusal(false);
    assertThat(step.named()).containsEntry("destination", null).containsEntry("preBackup", null);
    assertThat(StepRequest.of(step.step(), step.named()).failOnRefusal()).isFalse();
  }

  @Test
  void aBlockInsideABlockHoldsBoth() {
    UUID outer = UUID.randomUUID();
    UUID inner = UUID.randomUUID();
    assertThat(Held.of(null)).isEmpty();
    assertThat(Held.of(Held.with(Held.with(null, outer), inner)))
        .containsExactlyInAnyOrder(outer, inner);
  }

  @Test
  void aBuildAsksWithTheRightsItHasAndStopsItsOwnJobWithoutAny() {
    UUID hold = UUID.randomUUID();
    StepCaller caller = new StepCaller(new Nobody(), "agent-1", "shop/deploy", Set.of(hold));
    assertThat(caller.may(Caller.Permission.BACKUP, null)).isFalse();
    assertThat(caller.runOn()).isEqualTo("agent-1");
    assertThat(caller.askedIn()).isEqualTo("shop/deploy");
    assertThat(caller.holds()).containsExactly(hold);
    assertThat(caller.stopping().may(Caller.Permission.ADMINISTER, null)).isTrue();
    assertThat(caller.stopping().name()).isEqualTo("deploy #7");
  }

  private record Nobody() implements Caller {
    @Override
    public String name() {
      return "deploy #7";
    }

    @Override
    public String origin() {
      return "step";
    }

    @Override
    public boolean may(Permission permission, UUID environmentId) {
      return false;
    }
  }
}
