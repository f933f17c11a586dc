package io.jenkins.plugins.pressluft.local.jenkinsfile;

import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.util.Set;
import org.codehaus.groovy.control.CompilationFailedException;

/** What ended a run, in words and as an exit code. */
final class RunFailure {
  private RunFailure() {}

  static String message(Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /**
   * The end of a run by an exception that no script caught.
   *
   * @param known the steps that there are here
   */
  static RunEnd end(Throwable failure, CurrentBuild build, Set<String> known) {
    Throwable cause = failure;
    while (!(cause instanceof StepFailure)
        && cause instanceof org.codehaus.groovy.runtime.InvokerInvocationException
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Aborted) {
      build.setResult("ABORTED");
      return RunEnd.of("ABORTED", message(cause));
    }
    build.setResult("FAILURE");
    if (cause instanceof StepFailure step) {
      return new RunEnd(build.getResult(), step.exitCode(), message(step));
    } else if (cause instanceof MissingMethodException missing) {
      return new RunEnd(
          build.getResult(),
          RunEnd.NOT_A_SCRIPT,
          "There is no step " + missing.getMethod() + " here; known are " + words(known) + ".");
    } else if (cause instanceof MissingPropertyException missing) {
      return new RunEnd(
          build.getResult(),
          RunEnd.NOT_A_SCRIPT,
          "There is no variable " + missing.getProperty() + "; is a parameter missing?");
    } else if (cause instanceof CompilationFailedException) {
      return new RunEnd(build.getResult(), RunEnd.NOT_A_SCRIPT, message(cause));
    }
    return new RunEnd(build.getResult(), RunEnd.FAILED, cause.toString());
  }

  private static String words(Set<String> known) {
    return String.join(", ", known);
  }
}
