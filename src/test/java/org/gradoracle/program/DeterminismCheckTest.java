package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Intercepted;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Test;

class DeterminismCheckTest {

  private static final FloatTensor X = FloatTensor.of(Shape.of(2), 1, 2);

  @Test
  void aRuleThatGivesTheSameAgainIsItsFirstResult() {
    Gradient gradient = apply((dy, x) -> dy.mul(3));
    assertThat(gradient).isInstanceOf(Known.class);
    assertThat(((Known) gradient).tensor().values()).containsExactly(3, 6);
  }

  @Test
  void nanIsTheSameAgain() {
    assertThat(apply((dy, x) -> dy.mul(Double.NaN))).isInstanceOf(Known.class);
  }

  @Test
  void anotherValueIsNamedWithItsPlace() {
    AtomicInteger calls = new AtomicInteger(4);
    assertThat(((Absent) apply((dy, x) -> dy.mul(calls.getAndIncrement()))).message())
        .isEqualTo("rule 'y←x' gives other results when run again: at [0] 4.0, and then 5.0");
  }

  @Test
  void anotherShapeIsNamed() {
    AtomicInteger calls = new AtomicInteger();
    F2 rule = (dy, x) -> calls.getAndIncrement() == 0 ? dy : dy.sum();
    assertThat(((Absent) apply(rule)).message())
        .isEqualTo("rule 'y←x' gives other results when run again: the shape (2), and then ()");
  }

  @Test
  void anotherElementTypeIsNamed() {
    AtomicInteger calls = new AtomicInteger();
    F2 rule = (dy, x) -> calls.getAndIncrement() == 0 ? dy : DoubleTensor.of(X.shape(), 1, 2);
    assertThat(((Absent) apply(rule)).message())
        .isEqualTo(
            "rule 'y←x' gives other results when run again: the element type float32, and then"
                + " float64");
  }

  @Test
  void watchedTensorsArePassedOnce() {
    List<String> operations = new ArrayList<>();
    Tensor watched =
        Intercepted.of(
            X,
            (operation, x, arguments, proceed) -> {
              operations.add(operation);
              return proceed.get();
            });
    rule((dy, x) -> dy.mul(3)).backward().apply(watched, List.of(X), X);
    assertThat(operations).containsExactly("mul");
  }

  private static Gradient apply(F2 formula) {
    return rule(formula).apply(X, List.of(X), X, X.shape());
  }

  private static Rule rule(F2 formula) {
    var p = new Definition();
    var x = p.parameter("x", X);
    Program program = p.program(p.step("y", x, a -> a.mul(3)).grad(x, formula));
    return program.rule(program.steps().get(0), program.inputs().get(0)).orElseThrow();
  }
}
