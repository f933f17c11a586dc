package io.jenkins.plugins.pressluft.local.jenkinsfile;

import groovy.lang.Closure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The steps that every Jenkinsfile has, as far as they make sense without Jenkins. */
final class BasicSteps {
  private final RunLog log;
  private final Workspace workspace;
  private final Parameters parameters;
  private final CurrentBuild build;
  private final Answers answers;
  private final Map<String, StepClosure.Body> steps = new TreeMap<>();

  BasicSteps(
      RunLog log, Workspace workspace, Parameters parameters, CurrentBuild build, Answers answers) {
    this.log = log;
    this.workspace = workspace;
    this.parameters = parameters;
    this.build = build;
    this.answers = answers;
    flow();
    outcome();
    files();
    declarations();
  }

  /** By name. */
  Map<String, StepClosure.Body> all() {
    return steps;
  }

  private void flow() {
    add("node", "label", Arguments::run);
    add("ws", "dir", Arguments::run);
    add("timestamps", null, Arguments::run);
    add("stage", "name", this::stage);
    add("echo", "message", arguments -> print(arguments.text("message", "")));
    add("sleep", "time", BasicSteps::sleep);
    add("retry", "count", this::retry);
    add("timeout", "time", TimeLimit::run);
    add("parallel", null, this::parallel);
    add("input", "message", this::input);
    add("withEnv", "overrides", this::withVariables);
  }

  private void outcome() {
    add(
        "error",
        "message",
        arguments -> {
          throw new StepFailure(RunEnd.FAILED, arguments.text("message", ""));
        });
    add("unstable", "message", arguments -> worse("UNSTABLE", arguments.text("message", "")));
    add("catchError", null, this::catchError);
    add(
        "warnError",
        "message",
        arguments -> caught(arguments, "UNSTABLE", arguments.text("message")));
  }

  private void files() {
    add("sh", "script", this::sh);
    add("isUnix", null, arguments -> true);
    add("pwd", null, arguments -> workspace.directory().toString());
    add("dir", "path", this::inside);
    add("readFile", "file", arguments -> read(arguments.required("file")));
    add("writeFile", null, this::write);
    add(
        "fileExists",
        "file",
        arguments -> Files.exists(workspace.resolve(arguments.required("file"))));
    add("deleteDir", null, arguments -> workspace.deleteDirectory());
  }

  private void declarations() {
    add("properties", "properties", this::declare);
    add("parameters", "list", arguments -> Parameters.list(arguments.value("list")));
    for (String ignored :
        List.of(
            "buildDiscarder",
            "logRotator",
            "disableConcurrentBuilds",
            "pipelineTriggers",
            "cron")) {
      add(ignored, "value", arguments -> Map.of());
    }
    for (String kind : Parameters.KINDS) {
      add(kind, null, arguments -> Parameters.definition(kind, arguments.named()));
    }
    steps.put(
        "pipeline",
        arguments -> {
          throw new StepFailure(
              RunEnd.NOT_A_SCRIPT,
              "This is a declarative Jenkinsfile (pipeline { … }), which only Jenkins can run; here"
                  + " the scripted syntax (node { stage(…) { … } }) runs.");
        });
  }

  @FunctionalInterface
  private interface Step {
    Object run(Arguments arguments) throws InterruptedException;
  }

  private void add(String name, String unnamed, Step step) {
    steps.put(name, given -> step.run(Arguments.of(name, unnamed, given)));
  }

  private Object print(String text) {
    log.line(text);
    return null;
  }

  private Object stage(Arguments arguments) {
    log.enter(arguments.required("name"));
    try {
      return arguments.run();
    } finally {
      log.leave();
    }
  }

  private static Object sleep(Arguments arguments) throws InterruptedException {
    Thread.sleep(TimeLimit.span(arguments, "SECONDS").toMillis());
    return null;
  }

  private Object retry(Arguments arguments) {
    int count = arguments.number("count");
    for (int attempt = 1; ; attempt++) {
      try {
        return arguments.run();
      } catch (Aborted e) {
        throw e;
      } catch (RuntimeException e) {
        if (attempt >= count) {
          throw e;
        }
        log.line("ERROR: " + RunFailure.message(e));
        log.line("Retrying, attempt " + (attempt + 1) + " of " + count);
      }
    }
  }

  /** One after the other, all of them, and then the first failure: the order is said in the log. */
  private Object parallel(Arguments arguments) {
    Map<String, Object> results = new LinkedHashMap<>();
    RuntimeException first = null;
    log.line("(branches of parallel run here one after the other)");
    for (Map.Entry<?, ?> branch : arguments.named().entrySet()) {
      if (branch.getValue() instanceof Closure<?> body) {
        log.enter(String.valueOf(branch.getKey()));
        try {
          results.put(String.valueOf(branch.getKey()), body.call());
        } catch (RuntimeException e) {
          log.line("ERROR: " + RunFailure.message(e));
          if (first == null) {
            first = e;
          } else {
            first.addSuppressed(e);
          }
        } finally {
          log.leave();
        }
      }
    }
    if (first != null) {
      throw first;
    }
    return results;
  }

  private Object input(Arguments arguments) {
    String message = arguments.text("message", "");
    List<?> asked = Parameters.list(arguments.value("parameters"));
    if (asked.isEmpty()) {
      String answer = answers.to(message + " [" + arguments.text("ok", "Proceed") + "]");
      if (List.of("no", "n", "abort").contains(answer.toLowerCase(Locale.ROOT))) {
        throw new Aborted("Rejected by the person who was asked");
      }
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Object each : asked) {
      String name = Parameters.name(each);
      values.put(name, answers.to(message + " " + name + ":"));
    }
    return values.size() == 1 ? values.values().iterator().next() : values;
  }

  private Object withVariables(Arguments arguments) {
    Map<String, String> before = new LinkedHashMap<>(workspace.variables());
    if (arguments.value("overrides") instanceof List<?> list) {
      for (Object each : list) {
        String[] pair = String.valueOf(each).split("=", 2);
        workspace.variables().put(pair[0], pair.length > 1 ? pair[1] : "");
      }
    }
    try {
      return arguments.run();
    } finally {
      workspace.variables().clear();
      workspace.variables().putAll(before);
    }
  }

  private Object worse(String result, String message) {
    log.line((result.equals("UNSTABLE") ? "WARNING: " : "ERROR: ") + message);
    build.setResult(result);
    return null;
  }

  private Object catchError(Arguments arguments) {
    return caught(
        arguments, arguments.text("buildResult", "FAILURE"), arguments.text("message", null));
  }

  private Object caught(Arguments arguments, String result, String message) {
    try {
      return arguments.run();
    } catch (RuntimeException e) {
      if (message != null) {
        log.line(message);
      }
      return worse(e instanceof Aborted ? "ABORTED" : result, RunFailure.message(e));
    }
  }

  private Object sh(Arguments arguments) throws InterruptedException {
    boolean keep = arguments.flag("returnStdout");
    String label = arguments.text("label");
    log.line("sh" + (label == null ? "" : ": " + label));
    Workspace.Ended ended = workspace.sh(arguments.required("script"), keep);
    if (arguments.flag("returnStatus")) {
      return ended.status();
    } else if (ended.status() != 0) {
      throw new StepFailure(RunEnd.FAILED, "script returned exit code " + ended.status());
    }
    return keep ? ended.out() : null;
  }

  private Object inside(Arguments arguments) {
    workspace.enter(arguments.required("path"));
    try {
      return arguments.run();
    } finally {
      workspace.leave();
    }
  }

  private String read(String file) {
    try {
      return Files.readString(workspace.resolve(file));
    } catch (IOException e) {
      throw new StepFailure(RunEnd.FAILED, "readFile: " + file + " cannot be read.");
    }
  }

  private Object write(Arguments arguments) {
    try {
      Path file = workspace.resolve(arguments.required("file"));
      Files.createDirectories(file.getParent());
      Files.writeString(file, arguments.text("text", ""));
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object declare(Arguments arguments) {
    for (Object property : Parameters.list(arguments.value("properties"))) {
      if (property instanceof List<?> definitions) {
        parameters.declare(new ArrayList<>(definitions));
      }
    }
    return null;
  }
}
