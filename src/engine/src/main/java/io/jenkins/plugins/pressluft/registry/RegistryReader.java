package io.jenkins.plugins.pressluft.registry;

import java.util.List;

/**
 * Text of {@code pressluft.yml} → what it declares. Three sieves: YAML without its dangerous parts,
 * the JSON schema, then what a schema cannot say (references, directories that lie in one another).
 */
public final class RegistryReader {
  private final RegistrySchema schema = new RegistrySchema();

  /**
   * Reads and checks the whole text.
   *
   * @throws RegistryException if anything is wrong, with every problem that was found
   */
  public Declaration read(String text) {
    return read(new YamlText(text));
  }

  Declaration read(LinedTree yaml) {
    List<Problem> shape = schema.problems(yaml);
    if (!shape.isEmpty()) {
      throw new RegistryException(shape);
    }
    Declaration declaration = Declarations.of(yaml.root());
    List<Problem> consistency = new Consistency(yaml, declaration).problems();
    if (!consistency.isEmpty()) {
      throw new RegistryException(consistency);
    }
    return declaration;
  }
}
