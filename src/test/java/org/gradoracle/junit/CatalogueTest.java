package org.gradoracle.junit;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.stream.Stream;
import org.gradoracle.reference.djl.RoundingProbe;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every formula of the project: a test for each of its rules and gradients, where {@code
 * GoldenTest} does not check them, byte for byte.
 */
@Tag("long")
class CatalogueTest {

  @TestFactory
  Stream<DynamicContainer> everyFormulaIsRight() {
    assumeFalse(RoundingProbe.otherKernels().isEmpty(), "GoldenTest does it here");
    return GradientTests.ofAllFound();
  }
}
