package io.jenkins.plugins.pressluft.plugin.config;

import hudson.Extension;
import io.jenkins.plugins.pressluft.plugin.RegistrySource;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives the engine the registry file, with nothing declared in it when there is none yet. */
@Extension
public final class ControllerRegistry implements RegistrySource {
  @Override
  public Path file(Path home) {
    Path file = home.resolve("pressluft.yml");
    if (!Files.exists(file)) {
      new RegistryDocument(file, () -> {}).replace(RegistryDocument.NOTHING);
    }
    return file;
  }
}
