package io.jenkins.plugins.pressluft.plugin.config;

import hudson.Extension;
import io.jenkins.plugins.casc.Attribute;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.RootElementConfigurator;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.pressluft.registry.Problem;
import io.jenkins.plugins.pressluft.registry.RegistryException;
import io.jenkins.plugins.pressluft.registry.RegistryTree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Configuration as Code: below the root {@code pressluft} stands what stands in {@code
 * pressluft.yml}, word for word. It is checked before anything of the file is applied, and a
 * mistake is named with its file and line.
 */
@Extension(optional = true)
public final class CascRegistry implements RootElementConfigurator<RegistryDocument> {
  private static final String NAME = "pressluft";

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public List<String> getNames() {
    return List.of(NAME);
  }

  @Override
  public Class<RegistryDocument> getTarget() {
    return RegistryDocument.class;
  }

  @Override
  public RegistryDocument getTargetComponent(ConfigurationContext context) {
    return RegistryDocument.ofController();
  }

  /** The keys at the top, for the reference page; the engine's own schema knows what is below. */
  @Override
  public Set<Attribute<RegistryDocument, ?>> describe() {
    Set<Attribute<RegistryDocument, ?>> attributes = new LinkedHashSet<>();
    attributes.add(new Attribute<RegistryDocument, Integer>("version", Integer.class));
    attributes.add(new Attribute<RegistryDocument, String>("default_storage", String.class));
    for (String block : List.of("jobs", "nodes", "storage", "sites")) {
      attributes.add(new Attribute<RegistryDocument, RegistryDocument>(block, getTarget()));
    }
    return attributes;
  }

  @Override
  public RegistryDocument configure(CNode config, ConfigurationContext context) {
    RegistryDocument document = getTargetComponent(context);
    CascTree tree = new CascTree(config);
    try {
      document.declare(tree.registry(context.getSecretSourceResolver()::resolve));
    } catch (RegistryException e) {
      throw refused(tree, e);
    }
    return document;
  }

  @Override
  public RegistryDocument check(CNode config, ConfigurationContext context) {
    CascTree tree = new CascTree(config);
    try {
      tree.registry(context.getSecretSourceResolver()::resolve).declaration();
    } catch (RegistryException e) {
      throw refused(tree, e);
    }
    return getTargetComponent(context);
  }

  /** What is declared; null where nothing is. */
  @Override
  public CNode describe(RegistryDocument document, ConfigurationContext context) {
    try {
      Map<String, Object> values = RegistryTree.of(document.text()).values();
      return values.keySet().equals(Set.of("version"))
          ? null
          : CascTree.node(values, context.getSecretSourceResolver()::encode);
    } catch (RegistryException e) {
      throw new ConfiguratorException(this, "The registry cannot be exported: " + e.getMessage());
    }
  }

  private ConfiguratorException refused(CascTree tree, RegistryException refusal) {
    return new ConfiguratorException(
        this,
        refusal.problems().stream()
            .limit(20)
            .map(problem -> located(tree, problem))
            .collect(Collectors.joining("\n")));
  }

  private static String located(CascTree tree, Problem problem) {
    String path = problem.path().isEmpty() ? NAME : NAME + "." + problem.path();
    String place = tree.place(problem.line());
    return (place.isEmpty() ? "" : place + ", ") + path + ": " + problem.message();
  }
}
