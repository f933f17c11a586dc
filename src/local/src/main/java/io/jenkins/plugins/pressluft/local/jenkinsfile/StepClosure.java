package io.jenkins.plugins.pressluft.local.jenkinsfile;

import groovy.lang.Closure;
import java.util.List;

/** One step as Groovy calls it, with however many arguments the Jenkinsfile gives. */
final class StepClosure extends Closure<Object> {
  /** No step takes more. */
  static final int MAX_ARGUMENTS = 3;

  private static final long serialVersionUID = 1L;

  private final transient Body body;

  /** What the step does. */
  @FunctionalInterface
  interface Body {
    Object run(List<Object> arguments) throws InterruptedException;
  }

  StepClosure(Object owner, Body body) {
    super(owner);
    this.body = body;
    this.maximumNumberOfParameters = MAX_ARGUMENTS;
  }

  /** Called by Groovy, which looks it up by this name. */
  public Object doCall(Object... arguments) {
    try {
      return body.run(arguments == null ? List.of() : java.util.Arrays.asList(arguments));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Aborted("Timeout has been exceeded");
    }
  }
}
