package io.jenkins.plugins.pressluft.registry;

import io.jenkins.plugins.pressluft.model.Environment;
import io.jenkins.plugins.pressluft.model.JobLimits;
import io.jenkins.plugins.pressluft.model.Node;
import io.jenkins.plugins.pressluft.model.Storage;
import java.util.Map;

/**
 * A registry file that was found whole and consistent. The maps keep the file's order; their keys
 * are slugs.
 */
public record Declaration(
    JobLimits jobs,
    Map<String, Node.Spec> nodes,
    Map<String, Storage.Spec> storages,
    Map<String, DeclaredSite> sites) {

  /**
   * One site as declared.
   *
   * @param name for people; the slug where the file has none
   * @param primary the slug of its primary environment, or null
   */
  public record DeclaredSite(
      String name, String primary, Map<String, DeclaredEnvironment> environments) {}

  /**
   * One environment as declared.
   *
   * @param node the key of its node, which is declared in the same file
   * @param storage the key of its storage, or the file's default; declared in the same file
   */
  public record DeclaredEnvironment(
      String name, String node, String storage, Environment.Spec spec) {}
}
