package io.jenkins.plugins.pressluft.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words that start another JVM with the classes of this one. */
final class JavaPrograms {

  /** What the runner of Jenkinsfiles needs, as the launcher script gives it. */
  static final List<String> OPEN_FOR_GROOVY =
      List.of(
          "--add-opens", "java.base/java.lang=ALL-UNNAMED",
          "--add-opens", "java.base/java.util=ALL-UNNAMED");

  private JavaPrograms() {}

  /** The class path of this JVM; under Surefire the real one, not that of its starter. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  static List<String> words(String mainClass, List<String> options, List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    words.addAll(List.of("-cp", classPath(), mainClass));
    words.addAll(arguments);
    return words;
  }
}
