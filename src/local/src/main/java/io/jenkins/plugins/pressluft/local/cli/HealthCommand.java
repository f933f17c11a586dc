package io.jenkins.plugins.pressluft.local.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code pressluft health}. */
@Command(
    name = "health",
    description = "Runs the health checks of an environment.",
    mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private Waiting waiting;

  @Parameters(paramLabel = "ENVIRONMENT", description = "site/environment, or its id.")
  private String environment;

  @Override
  public Integer call() {
    return waiting.finish(
        common,
        common.client().post("/environments/" + Client.segment(environment) + "/health", null));
  }
}
