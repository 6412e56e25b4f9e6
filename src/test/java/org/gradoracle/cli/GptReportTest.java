package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The transformer: {@code report --network gpt}. */
class GptReportTest {

  private static final String SMALL = "--layers 2 --channels 8 --heads 2 --context 4 --batch 3";

  @TempDir private Path folder;

  @Test
  void everyGradientOfTheTransformerIsRight() {
    Outcome outcome = report(SMALL);
    assertThat(outcome.out())
        .contains(
            "network: gpt, batch 3, context 4, layers 2, heads 2, channels 8, seed 2147483647\n")
        .contains("\nh0_qkv          | ", "\nh1_scores       | ", "\nh1_ln2_w        | ")
        .contains("\nPASS: all 67 rules and all 62 gradients are right, verified in float64");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void itsFusedKernelsAreJudgedInFloat32AndTheReportSaysSo() {
    Outcome outcome = report("--network gpt-fused " + SMALL);
    assertThat(outcome.out())
        .contains("network: gpt-fused, batch 3, ")
        .contains("\nh0_atty         | ", "\nh1_fch_gelu     | ", "\nh1_ln2w         | ")
        .contains("\nPASS: all 80 rules and all 51 gradients are right, judged in float32\n");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void itsReportsAreThoseOfAnyNetworkAndAreCompared() throws IOException {
    Path html = folder.resolve("gpt.html");
    Path json = folder.resolve("gpt.json");
    assertThat(report(SMALL + " --output " + html + " --output " + json).exitCode()).isZero();
    assertThat(Files.readString(html)).contains("<h1>PASS: ", "h1_fch_gelu");
    assertThat(Files.readString(json)).contains("\"network\": \"gpt");
    Outcome same = gradoracle("compare", json.toString(), json.toString());
    assertThat(same.exitCode()).as(same.err()).isZero();
  }

  @Test
  void aDrawIsTheSeeds() {
    assertThat(report(SMALL).out()).isEqualTo(report(SMALL).out());
    assertThat(report(SMALL + " --seed 1").out()).isNotEqualTo(report(SMALL).out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--channels 7 --heads 2 | channels is 7, expected a multiple of the 2 heads",
        "--layers 0 | layers is 0, expected at least 1",
        "--context 0 | context is 0, expected at least 1",
        "--hidden 3 | --hidden is not one of the sizes of the network 'gpt', see --network",
        "--seed -1 | seed is -1, expected 0 or more",
        "--channels 100000 --heads 1 | values and parameters needs about",
        "--channels 2000000000 --heads 1 | values and parameters needs about",
        "--network gtp | Invalid value for option '--network'",
      })
  void aSizeThatMakesNoNetworkIsOneLineAndExitCode2(String options, String expected) {
    Outcome outcome = report(options);
    assertThat(outcome.complaints()).singleElement().asString().contains(expected);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aSizeOfTheTransformersIsNoneOfTheNotebooks() {
    assertThat(gradoracle("report", "--heads", "2").complaints())
        .containsExactly(
            "gradoracle: --heads is not one of the sizes of the network 'notebook', see --network");
  }

  private static Outcome report(String options) {
    List<String> arguments = new ArrayList<>(List.of("report"));
    if (!options.contains("--network")) {
      arguments.addAll(List.of("--network", "gpt"));
    }
    arguments.addAll(List.of(options.split(" ")));
    return gradoracle(arguments.toArray(new String[0]));
  }
}
