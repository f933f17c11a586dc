package io.jenkins.plugins.pressluft.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LabExtension.class)
class LabExtensionTest {

  @RepeatedTest(2)
  void everyTestFindsTheSameWorldWhateverTheOneBeforeItBroke(LabHost lab, WordPress wordpress)
      throws Exception {
    assertThat(wordpress.get("").body()).contains("The harbour in November");
    assertThat(lab.backups()).isEmptyDirectory();
    assertThat(wordpress.path()).isDirectoryNotContaining("glob:**/.pressluft");

    Files.createDirectory(lab.backups().resolve("leftover"));
    Files.createDirectory(wordpress.path().resolve(".pressluft"));
    wordpress.dropTable("options");
    lab.nginx().kill();
    lab.php().kill();
    lab.database().kill();
    lab.ssh().kill();
  }
}
