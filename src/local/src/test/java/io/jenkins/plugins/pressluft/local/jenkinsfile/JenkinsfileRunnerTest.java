package io.jenkins.plugins.pressluft.local.jenkinsfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JenkinsfileRunnerTest {
  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();

  private final SiteSteps sites =
      new SiteSteps() {
        @Override
        public Map<String, Object> run(PipelineStep step, Map<?, ?> named) {
          asked.add(step + " " + named);
          if (named.containsKey("refuse")) {
            throw new StepFailure(3, step.stepName() + " refused: conflict: No.");
          }
          return Map.of("backupId", "b-1", "status", "succeeded");
        }

        @Override
        public Lock lock(String environment) {
          asked.add("lock " + environment);
          return () -> asked.add("unlock " + environment);
        }
      };

  private RunEnd run(String script, Map<String, String> given) {
    return run(script, given, null);
  }

  private RunEnd run(String script, Map<String, String> given, Path workspace) {
    try {
      Path file = Files.writeString(directory.resolve("Jenkinsfile"), script);
      return new JenkinsfileRunner(new RunLog(lines::add), sites, question -> "typed")
          .run(file, given, workspace);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String log() {
    return String.join("\n", lines);
  }

  @Test
  void stepsGetNamedParametersAndGiveMaps() {
    RunEnd end =
        run(
            """
            def name = 'acme'
            node('linux') {
              pressluftLock("${name}/production") {
                def backup = pressluftBackup environment: "${name}/production", message: 'm'
                pressluftRestore environment: 'acme/production', backupId: backup
                echo "id ${backup.backupId}"
              }
              pressluftHealth 'acme/production'
            }
            """,
            Map.of());
    assertThat(end).isEqualTo(new RunEnd("SUCCESS", 0, null));
    assertThat(asked)
        .hasSize(5)
        .contains("HEALTH {environment=acme/production}", "lock acme/production")
        .element(3)
        .isEqualTo("unlock acme/production");
    assertThat(lines).contains("id b-1");
  }

  @Test
  void anUncaughtRefusalEndsTheRunWithItsOwnStatusAndACaughtOneDoesNot() {
    RunEnd end = run("pressluftDeploy refuse: true", Map.of());
    assertThat(end).isEqualTo(new RunEnd("FAILURE", 3, "pressluftDeploy refused: conflict: No."));
    end =
        run(
            "try { pressluftDeploy refuse: true } catch (Exception e) { echo e.message }",
            Map.of());
    assertThat(end.exitCode()).isZero();
    assertThat(lines).contains("pressluftDeploy refused: conflict: No.");
  }

  @Test
  void parametersHaveTheirDefaultsTheirKindsAndNoOthers() {
    String script =
        """
        properties([disableConcurrentBuilds(), parameters([
          string(name: 'WHO', defaultValue: 'you'),
          booleanParam(name: 'LOUD', defaultValue: true),
          choice(name: 'KIND', choices: ['git', 'upload']),
          pressluftEnvironmentParameter(name: 'ENVIRONMENT'),
          pressluftBackupParameter(name: 'BACKUP', environmentParameter: 'ENVIRONMENT')])])
        echo "${params.WHO} ${params.LOUD} ${params.KIND} '${params.ENVIRONMENT}'"
        """;
    assertThat(run(script, Map.of()).exitCode()).isZero();
    assertThat(lines).contains("you true git ''");
    assertThat(run(script, Map.of("WHO", "me", "LOUD", "false", "KIND", "upload")).exitCode())
        .isZero();
    assertThat(lines).contains("me false upload ''");
    assertThat(run(script, Map.of("WHOM", "me")).exitCode()).isEqualTo(2);
    assertThat(run(script, Map.of("KIND", "svn")).message()).contains("git, upload");
    assertThat(run(script, Map.of("LOUD", "yes")).exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pressluftEnvironment", "pressluftEnvironmentParameter"})
  void anEnvironmentIsDeclaredByEitherOfItsSymbols(String symbol) {
    String script =
        """
        properties([parameters([%s(name: 'WHERE')])])
        echo "to ${params.WHERE}"
        """
            .formatted(symbol);
    assertThat(run(script, Map.of("WHERE", "acme/production")).exitCode()).isZero();
    assertThat(lines).contains("to acme/production");
  }

  @Test
  void shRunsInTheWorkspaceAndFailsLikeJenkins() {
    RunEnd end =
        run(
            """
            sh 'echo one > file'
            echo readFile('file').trim()
            echo 'status ' + sh(script: 'exit 7', returnStatus: true)
            env.LATER = 'seen'
            withEnv(['NOW=also']) { sh 'echo $LATER $NOW; test -z "$PRESSLUFT_TOKEN"' }
            dir('deep/down') { writeFile file: 'x', text: 'y' }
            echo "${fileExists('deep/down/x')}"
            sh 'false'
            """,
            Map.of());
    assertThat(end).isEqualTo(new RunEnd("FAILURE", 1, "script returned exit code 1"));
    assertThat(lines).contains("one", "status 7", "| seen also", "true");
  }

  @Test
  void theOwnWorkspaceGoesAndAGivenOneStays() throws IOException {
    run("writeFile file: 'x', text: 'y'; echo pwd()", Map.of());
    assertThat(Path.of(lines.get(0))).doesNotExist();
    Path given = Files.createDirectory(directory.resolve("given"));
    assertThat(run("writeFile file: 'x', text: 'y'; deleteDir()", Map.of(), given).exitCode())
        .isEqualTo(1);
    assertThat(given.resolve("x")).hasContent("y");
  }

  @Test
  void theResultOfTheBuildOnlyGetsWorse() {
    assertThat(run("unstable 'meh'", Map.of())).isEqualTo(new RunEnd("UNSTABLE", 10, null));
    assertThat(run("catchError { error 'no' }; currentBuild.result = 'SUCCESS'", Map.of()).result())
        .isEqualTo("FAILURE");
    assertThat(run("currentBuild.result = 'UNSTABLE'", Map.of()).exitCode()).isEqualTo(10);
    assertThat(run("error 'no'", Map.of())).isEqualTo(new RunEnd("FAILURE", 1, "no"));
  }

  @Test
  void retriesBranchesAndTimeLimitsDoWhatTheyDoInJenkins() {
    RunEnd end =
        run(
            """
            int tries = 0
            retry(3) { tries++; if (tries < 3) error 'again' }
            echo "tries ${tries}"
            try { parallel a: { error 'a broke' }, b: { echo 'b ran' } } catch (e) { echo e.message }
            timeout(time: 100, unit: 'MILLISECONDS') { sh 'sleep 30' }
            """,
            Map.of());
    assertThat(end).isEqualTo(new RunEnd("ABORTED", 9, "Timeout has been exceeded"));
    assertThat(log()).contains("tries 3", "b ran", "a broke");
  }

  @Test
  void aQuestionGetsItsAnswer() {
    run("echo 'got ' + input(message: 'Sure?', parameters: [string(name: 'PHRASE')])", Map.of());
    assertThat(lines).contains("got typed");
  }

  @Test
  void whatIsNoScriptIsSaidInOneSentence() {
    assertThat(run("pipeline { agent any }", Map.of()))
        .satisfies(end -> assertThat(end.exitCode()).isEqualTo(2))
        .satisfies(end -> assertThat(end.message()).contains("declarative", "scripted"));
    assertThat(run("checkout scm", Map.of()).message()).contains("There is no variable scm");
    assertThat(run("junit 'x.xml'", Map.of()).message())
        .startsWith("There is no step junit here; known are ");
    assertThat(run("if (", Map.of()).exitCode()).isEqualTo(2);
  }
}
