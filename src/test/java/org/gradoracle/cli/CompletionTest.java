package org.gradoracle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gradoracle.text.Text;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS) // a shell
class CompletionTest {

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0} is completed to {1}")
  @CsvSource({
    "swe, sweep",
    "report --timi, --timings",
    "report --network gpt-, gpt-fused",
    "check --format ht, html",
    "sweep --kind ti, ties tiny"
  })
  void bashCompletesCommandsOptionsAndTheirValues(String typed, String completed)
      throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("completion"), Completion.script());
    String[] words = ("gradoracle " + typed).split(" ");
    String asked =
        Text.format(
            """
            compopt() { :; }  # works only in a shell that a person types into
            source '%s'
            COMP_WORDS=(%s) COMP_CWORD=%d
            _complete_gradoracle
            echo ${COMPREPLY[*]}""",
            script, String.join(" ", words), words.length - 1);
    Process bash = new ProcessBuilder("bash", "-c", asked).redirectErrorStream(true).start();

    assertThat(new String(bash.getInputStream().readAllBytes(), UTF_8).strip())
        .isEqualTo(completed);
    assertThat(bash.waitFor()).isZero();
  }
}
