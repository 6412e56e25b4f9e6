package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.gradoracle.data.NotebookDraw;
import org.gradoracle.example.Notebook.Options;
import org.gradoracle.judge.ForwardValues;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.djl.DjlReference;
import org.gradoracle.reference.djl.RoundingProbe;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is exact stays exact. Where libtorch is made to take other kernels than those the plain
 * arrays imitate, a test is skipped, and its message says what is exact there.
 */
class ExactnessTest {

  private static final Reference REFERENCE = DjlReference.load(message -> {});
  private static final List<String> OTHER_KERNELS = RoundingProbe.otherKernels();

  @ParameterizedTest(name = "batch {0}, hidden {1}, embedding {2}, context {3}, {4} forward values")
  @CsvSource({
    "32, 64, 10, 3, OWN",
    "32, 64, 10, 3, REFERENCE",
    "2, 17, 10, 3, OWN",
    "7, 200, 10, 3, OWN",
    "32, 1, 10, 3, OWN",
    "7, 1, 10, 3, OWN",
    "33, 1, 10, 3, REFERENCE",
    "33, 17, 24, 8, OWN",
    "100, 500, 10, 3, OWN",
    "1000, 200, 24, 3, OWN",
  })
  void everyGradientAndEveryForwardValueIsExact(
      int batch, int hidden, int embedding, int context, ForwardValues forward) {
    var options = new Options(Options.NAMES, NotebookDraw.SEED, batch, hidden, embedding, context);
    ExactRows found = ExactRows.of(options, REFERENCE, forward);
    assumeTrue(
        OTHER_KERNELS.isEmpty(),
        () -> "libtorch has other kernels here for %s; exact: %s".formatted(OTHER_KERNELS, found));
    assertThat(found.rows()).isEqualTo(26);
    assertThat(found.values()).isEqualTo(20);
    assertThat(found.inexact()).as("gradients that are not exact").isEmpty();
    assertThat(found.inexactValues()).as("forward values that are not exact").isEmpty();
  }
}
