package com.example;

import java.util.stream.Stream;
import org.gradoracle.junit.GradientTests;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SmallLstmTest {

  @TestFactory
  Stream<DynamicTest> gradients() {
    return GradientTests.of(new SmallLstm());
  }
}
