package com.example;

import static org.gradoracle.junit.GradientAssertions.assertGradients;

import java.util.stream.Stream;
import org.gradoracle.junit.GradientTests;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CubeTest {

  @TestFactory
  Stream<DynamicTest> gradients() {
    return GradientTests.of(new Cube());
  }

  @Test
  void allAtOnce() {
    assertGradients(new Cube());
  }
}
