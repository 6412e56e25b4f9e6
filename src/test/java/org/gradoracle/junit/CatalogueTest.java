package org.gradoracle.junit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every formula of the project: a test for each of its rules and gradients. */
@Tag("long")
class CatalogueTest {

  @TestFactory
  Stream<DynamicContainer> everyFormulaIsRight() {
    return GradientTests.ofAllFound();
  }
}
