package com.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on adding a formula shows code that is compiled and run: the files beside this one. */
class AddingAFormulaTest {

  @ParameterizedTest
  @ValueSource(strings = {"SquaredRelu.java", "SquaredReluTest.java", "SmallLstm.java"})
  void thePageHasTheFileAsItStands(String file) throws IOException {
    String source = Files.readString(Path.of("src/test/java/com/example", file));
    assertThat(Path.of("docs/adding-a-formula.md"))
        .content(UTF_8)
        .contains("```java\n" + source + "```");
  }
}
