package io.jenkins.plugins.pressluft.plugin.step;

import hudson.model.Item;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.pressluft.guard.RefusedException;
import io.jenkins.plugins.pressluft.model.Caller;
import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.WireName;
import io.jenkins.plugins.pressluft.pipeline.PipelineDesk;
import io.jenkins.plugins.pressluft.pipeline.PipelineStep;
import io.jenkins.plugins.pressluft.pipeline.StepRequest;
import io.jenkins.plugins.pressluft.plugin.Pressluft;
import io.jenkins.plugins.pressluft.plugin.rest.JenkinsCallers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/**
 * What the form of a step offers and says. Only who may configure the job, or administers Jenkins,
 * is told anything, and of environments only those that they may view.
 */
final class Choices {
  private Choices() {}

  private static boolean mayConfigure(Item item) {
    return item == null
        ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
        : item.hasPermission(Item.EXTENDED_READ);
  }

  /** The values of a field that has to be one of a few. */
  static ListBoxModel required(Item item, WireName[] values) {
    return model(item, wires(values));
  }

  /**
   * The values of a field that may be one of a few. None of them comes first: a form that nobody
   * touched must not narrow what the step does.
   */
  static ListBoxModel optional(Item item, WireName[] values) {
    return model(item, withNone(values));
  }

  /** What {@link #optional} offers; empty text: as if it were not given. */
  static List<String> withNone(WireName[] values) {
    List<String> wires = new ArrayList<>(wires(values));
    wires.add(0, "");
    return wires;
  }

  private static List<String> wires(WireName[] values) {
    return Stream.of(values).map(WireName::wire).toList();
  }

  private static ListBoxModel model(Item item, List<String> values) {
    ListBoxModel choices = new ListBoxModel();
    if (mayConfigure(item)) {
      values.forEach(value -> choices.add(value.isEmpty() ? "(default)" : value, value));
    }
    return choices;
  }

  /** The environments that whoever looks may view. */
  static ComboBoxModel environments(Item item) {
    ComboBoxModel choices = new ComboBoxModel();
    if (mayConfigure(item) && Pressluft.get().trouble().isEmpty()) {
      Caller caller = JenkinsCallers.get().forCurrentUser();
      Pressluft.get().store().read(tx -> tx.environments().all()).stream()
          .filter(Environment::declared)
          .filter(environment -> caller.may(Caller.Permission.VIEW, environment.id()))
          .forEach(environment -> choices.add(environment.slugPath()));
    }
    return choices;
  }

  /** Whether there is such an environment that whoever looks may view. */
  static FormValidation environment(Item item, String value) {
    if (!mayConfigure(item)) {
      return FormValidation.ok();
    }
    if (value == null || value.isBlank()) {
      return FormValidation.error("Say which environment: site/environment, or its id.");
    }
    if (value.contains("$")) {
      return FormValidation.ok();
    }
    try {
      Caller caller = JenkinsCallers.get().forCurrentUser();
      Environment found =
          Pressluft.get().store().read(tx -> PipelineDesk.environment(tx, caller, value));
      return FormValidation.ok(found.name());
    } catch (RefusedException e) {
      return FormValidation.warning(e.refusal().message());
    } catch (IllegalStateException e) {
      return FormValidation.warning(e.getMessage());
    }
  }

  /** Whether it has the form of a backup. */
  static FormValidation backup(Item item, String value) {
    if (!mayConfigure(item) || value == null || value.contains("$")) {
      return FormValidation.ok();
    }
    try {
      StepRequest checked =
          StepRequest.of(PipelineStep.RESTORE, Map.of("environment", "-", "backupId", value));
      return FormValidation.ok(checked.backup().isLatest() ? "the newest completed one" : null);
    } catch (RefusedException e) {
      return FormValidation.error(e.refusal().message());
    }
  }
}
