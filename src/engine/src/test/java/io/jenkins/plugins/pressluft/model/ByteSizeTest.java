package io.jenkins.plugins.pressluft.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1 KiB",
    "1024, 1 KiB",
    "14400000, 13.7 MiB",
    "104857600, 100 MiB",
    "1047527424, 999 MiB",
    "1048156570, 1 GiB",
    "1048576000, 1 GiB",
    "2610000000, 2.4 GiB",
    "9223372036854775807, 8 EiB",
  })
  void aSizeHasThreeDigitsAtMostAndABinaryUnit(long bytes, String words) {
    assertThat(ByteSize.words(bytes)).isEqualTo(words);
  }
}
