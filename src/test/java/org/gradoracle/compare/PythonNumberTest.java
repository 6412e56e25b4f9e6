package org.gradoracle.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.gradoracle.tensor.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PythonNumberTest {

  /** Left as Java reads it, right as {@code python3 -c 'print(...)'} printed it. */
  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "1.0, 1.0",
    "-1.5, -1.5",
    "100.0, 100.0",
    "123456.789, 123456.789",
    "0.0001, 0.0001",
    "0.00012345, 0.00012345",
    "0.00001, 1e-05",
    "9.313225746154785E-10, 9.313225746154785e-10",
    "2.3283064365386963E-9, 2.3283064365386963e-09",
    "1E15, 1000000000000000.0",
    "1E16, 1e+16",
    "1.2345E16, 1.2345e+16",
    "9007199254740993, 9007199254740992.0",
    "1E100, 1e+100",
    "4.9E-324, 5e-324",
    "2.2250738585072014E-308, 2.2250738585072014e-308",
    "1.7976931348623157E308, 1.7976931348623157e+308",
    "2.0E-3, 0.002",
    "2E23, 2e+23",
    "5.684341886080802E-14, 5.684341886080802e-14",
    "5.9604644775390625E-8, 5.960464477539063e-08",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void aDoubleIsWrittenAsPythonWritesIt(double value, String python) {
    assertThat(PythonNumber.repr(value)).isEqualTo(python);
  }

  @Test
  void aFloatHasItsOwnShortestText() {
    assertThat(PythonNumber.repr(3.5505085f, Dtype.FLOAT32)).isEqualTo("3.5505085");
    assertThat(PythonNumber.repr(0.1f, Dtype.FLOAT32)).isEqualTo("0.1");
  }

  @Test
  void anyDoubleReadsBackAsItself() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(PythonNumber.repr(value))).isEqualTo(value);
      }
    }
  }
}
