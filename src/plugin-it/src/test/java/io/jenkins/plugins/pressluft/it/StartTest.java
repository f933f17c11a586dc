package io.jenkins.plugins.pressluft.it;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.PluginWrapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

class StartTest {
  @RegisterExtension private final RealJenkinsExtension jenkins = new RealJenkinsExtension();

  @Test
  void thePluginIsActiveInAControllerOfItsOwn() throws Throwable {
    jenkins.then(
        rule -> {
          PluginWrapper plugin = rule.jenkins.getPluginManager().getPlugin("pressluft");
          assertThat(plugin).isNotNull();
          assertThat(plugin.isActive()).isTrue();
        });
  }
}
