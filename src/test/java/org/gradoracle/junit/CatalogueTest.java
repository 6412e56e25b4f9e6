package org.gradoracle.junit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;

/** Every formula of the project: a test for each of its rules and gradients. */
class CatalogueTest {

  @TestFactory
  Stream<DynamicContainer> everyFormulaIsRight() {
    return GradientTests.ofAllFound();
  }
}
