package io.jenkins.plugins.pressluft.lab;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The Jenkinsfiles of the documentation, in the checkout that this program was built from. */
public final class Examples {

  private static final String DIRECTORY = "docs/examples";

  private Examples() {}

  /**
   * The Jenkinsfile of one example.
   *
   * @throws IllegalStateException when the program does not lie in a checkout
   */
  public static Path jenkinsfile(String name) {
    try {
      Path place =
          Path.of(Examples.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      for (Path root = place; root != null; root = root.getParent()) {
        Path file = root.resolve(DIRECTORY).resolve(name).resolve("Jenkinsfile");
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
      throw new IllegalStateException("there is no " + DIRECTORY + "/" + name + " above " + place);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
