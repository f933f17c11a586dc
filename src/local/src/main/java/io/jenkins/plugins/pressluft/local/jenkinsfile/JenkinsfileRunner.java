package io.jenkins.plugins.pressluft.local.jenkinsfile;

import com.lesfurets.jenkins.unit.PipelineTestHelper;
import groovy.lang.Binding;
import groovy.lang.MissingPropertyException;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs one scripted Jenkinsfile to its end, in this thread, through JenkinsPipelineUnit. Needs a
 * JVM whose {@code java.lang} and {@code java.util} are open to Groovy.
 */
public final class JenkinsfileRunner {
  private final RunLog log;
  private final SiteSteps sites;
  private final Answers answers;

  /** A runner. */
  public JenkinsfileRunner(RunLog log, SiteSteps sites, Answers answers) {
    this.log = log;
    this.sites = sites;
    this.answers = answers;
  }

  /**
   * Runs a file.
   *
   * @param file the Jenkinsfile
   * @param given parameters by name
   * @param directory where {@code sh} works; null: a temporary one that is removed at the end
   * @return how it ended; whatever the script does wrong is an end, not an exception
   * @throws UncheckedIOException when the temporary directory cannot be made
   */
  public RunEnd run(Path file, Map<String, String> given, Path directory) {
    if (directory != null) {
      return runIn(file, given, new Workspace(directory.toAbsolutePath(), false, log));
    }
    Path own = null;
    try {
      own = Files.createTempDirectory("pressluft-workspace");
      return runIn(file, given, new Workspace(own, true, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      remove(own);
    }
  }

  private static void remove(Path own) {
    if (own != null) {
      try {
        Workspace.clear(own);
        Files.delete(own);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private RunEnd runIn(Path file, Map<String, String> given, Workspace workspace) {
    CurrentBuild build = new CurrentBuild();
    Parameters parameters = new Parameters(given);
    Path script = file.toAbsolutePath().normalize();
    workspace.variables().put("JOB_NAME", String.valueOf(script.getParent().getFileName()));
    workspace.variables().put("BUILD_NUMBER", "1");
    Map<String, StepClosure.Body> steps =
        new TreeMap<>(new BasicSteps(log, workspace, parameters, build, answers).all());
    for (PipelineStep step : PipelineStep.values()) {
      steps.put(step.stepName(), arguments -> site(step, arguments));
    }
    steps.put("pressluftLock", this::lock);
    try {
      Binding variables = new Variables(workspace.variables());
      variables.setVariable("params", parameters.values());
      variables.setVariable("env", workspace.variables());
      variables.setVariable("currentBuild", build);
      helper(script, steps).runScript(script.getFileName().toString(), variables);
    } catch (Exception | StackOverflowError | AssertionError e) {
      return RunFailure.end(e, build, steps.keySet());
    }
    return RunEnd.of(build.getCurrentResult(), null);
  }

  private static PipelineTestHelper helper(Path script, Map<String, StepClosure.Body> steps) {
    String root = script.getParent().toString();
    PipelineTestHelper helper = new PipelineTestHelper();
    helper.setScriptRoots(root);
    helper.setBaseScriptRoot(root);
    helper.setScriptExtension("");
    helper.setBaseClassloader(JenkinsfileRunner.class.getClassLoader());
    steps.forEach(
        (name, body) -> {
          StepClosure step = new StepClosure(helper, body);
          for (int count = 0; count <= StepClosure.MAX_ARGUMENTS; count++) {
            helper.registerAllowedMethod(name, Collections.nCopies(count, Object.class), step);
          }
        });
    // The one step that the library has itself is replaced under its own signature.
    helper.registerAllowedMethod(
        "parallel", List.of(Map.class), new StepClosure(helper, steps.get("parallel")));
    return helper.init();
  }

  private Object site(PipelineStep step, List<Object> given) throws InterruptedException {
    return sites.run(step, Arguments.of(step.stepName(), "environment", given).named());
  }

  private Object lock(List<Object> given) throws InterruptedException {
    Arguments arguments = Arguments.of("pressluftLock", "environment", given);
    String environment = arguments.only("environment").required("environment");
    try (SiteSteps.Lock kept = sites.lock(environment)) {
      log.line("pressluftLock: " + environment + " is kept");
      return arguments.run();
    }
  }

  /** As in Jenkins, a name that is no variable of the script may be one of the environment. */
  private static final class Variables extends Binding {
    private final Map<String, String> environment;

    Variables(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public Object getVariable(String name) {
      try {
        return super.getVariable(name);
      } catch (MissingPropertyException e) {
        if (environment.containsKey(name)) {
          return environment.get(name);
        }
        throw e;
      }
    }
  }
}
