package org.gradoracle.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.DoubleTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.junit.jupiter.api.Test;

class PointTest {

  private final Definition p = new Definition();
  private final Input x =
      p.parameter("x", FloatTensor.of(Shape.of(1000), i -> i % 10 == 0 ? 0 : 3));
  private final Input mask = p.constant("mask", FloatTensor.of(Shape.of(2), 0, 1));
  private final Program program = p.program(p.step("loss", x, mask, (a, b) -> a.mean()));

  @Test
  void aProgramsOwnPointHoldsEveryInputInFloat32() {
    Point point = Point.of(program);
    assertThat(point.dtype()).isEqualTo(Dtype.FLOAT32);
    assertThat(point.value(x)).isSameAs(x.value());
    assertThat(point.value(mask)).isSameAs(mask.value());
  }

  @Test
  void aJitteredPointMovesParametersByLessThanAPercentOrSoAndLeavesZerosAndConstants() {
    Point point = Point.jittered(program, new Random(1));
    assertThat(point.dtype()).isEqualTo(Dtype.FLOAT32);
    assertThat(point.value(mask)).isSameAs(mask.value());
    double[] moves = new double[1000];
    for (int i = 0; i < moves.length; i++) {
      if (i % 10 == 0) {
        assertThat(point.value(x).at(i)).isZero();
      } else {
        moves[i] = point.value(x).at(i) / 3 - 1;
      }
    }
    assertThat(Arrays.stream(moves).average().orElseThrow()).isCloseTo(0, within(1e-3));
    double variance = Arrays.stream(moves).map(move -> move * move).sum() / 900;
    assertThat(Math.sqrt(variance)).isCloseTo(1.0 / 128, within(1e-3));
  }

  @Test
  void aScaledPointMovesEachParameterByOneFactorAndLeavesConstants() {
    Random random = new Random(1);
    double[] moves = new double[1000];
    for (int i = 0; i < moves.length; i++) {
      Point point = Point.scaled(program, random);
      assertThat(point.value(mask)).isSameAs(mask.value());
      assertThat(point.value(x).at(0)).isZero();
      assertThat(point.value(x).at(1)).isEqualTo(point.value(x).at(999));
      moves[i] = point.value(x).at(1) / 3 - 1;
    }
    assertThat(Arrays.stream(moves).average().orElseThrow()).isCloseTo(0, within(1e-3));
    double variance = Arrays.stream(moves).map(move -> move * move).average().orElseThrow();
    assertThat(Math.sqrt(variance)).isCloseTo(1.0 / 128, within(1e-3));
  }

  @Test
  void aPointStaysAsItIsWhenTheMapItWasMadeOfChanges() {
    Map<String, ArrayTensor> values = new HashMap<>(Map.of("x", x.value()));
    Point point = new Point(Dtype.FLOAT32, values);
    values.clear();
    assertThat(point.value(x)).isSameAs(x.value());
  }

  @Test
  void inAnotherElementTypeTheValuesAreTheSame() {
    Point point = Point.of(program).in(Dtype.FLOAT64);
    assertThat(point.dtype()).isEqualTo(Dtype.FLOAT64);
    assertThat(point.value(x)).isInstanceOf(DoubleTensor.class);
    assertThat(point.value(x).values()).isEqualTo(x.value().values());
    assertThat(point.in(Dtype.FLOAT32).value(mask)).isInstanceOf(FloatTensor.class);
  }

  @Test
  void aPointWithoutAnInputsValueNamesTheInput() {
    Point empty = new Point(Dtype.FLOAT32, Map.of());
    assertThatThrownBy(() -> empty.value(x))
        .isInstanceOf(ProgramException.class)
        .hasMessage("the point has no value for the input 'x'");
  }
}
