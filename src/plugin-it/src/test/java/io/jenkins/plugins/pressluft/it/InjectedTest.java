package io.jenkins.plugins.pressluft.it;

import java.nio.file.Path;
import org.jvnet.hudson.test.injected.InjectedTestBase;

/** Jenkins' own checks of a plugin's descriptors, views and messages, for ours. */
class InjectedTest extends InjectedTestBase {
  InjectedTest() {
    super(
        "io.jenkins.plugins",
        "pressluft",
        "tested",
        Path.of(System.getProperty("buildDirectory"))
            .resolveSibling("../plugin/target/classes")
            .normalize()
            .toString(),
        true,
        true);
  }
}
