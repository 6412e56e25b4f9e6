package org.gradoracle.formula;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.gradoracle.program.Input;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.text.Text;
import org.junit.jupiter.api.Test;

/**
 * What every formula draws and what its forward lines make of it, held by a file: rules are checked
 * at whatever is drawn, so that no check of rules sees a size or a deviation that has changed.
 * After a change that is meant to move it, the file is written anew by
 *
 * <pre>./mvnw test -Dtest=DrawnValuesTest -Dgolden=write</pre>
 */
class DrawnValuesTest {

  private static final Path FILE = Path.of("src", "test", "golden", "drawn-values.txt");

  /** Random generators of successive seeds begin alike. */
  private static final long[] SEEDS = new Random(1).longs(4).toArray();

  @Test
  void whatIsDrawnAndWhatTheForwardLinesMakeOfItIsAsTheFileHasIt() throws IOException {
    StringBuilder found = new StringBuilder();
    for (Formula formula : Formulas.find(DrawnValuesTest.class.getClassLoader()).list()) {
      found.append(formula.name()).append('\n');
      for (long seed : SEEDS) {
        found.append("  ").append(line(formula.program(new Sample(seed)))).append('\n');
      }
    }
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(FILE, found);
    }
    assertThat(FILE).content(UTF_8).isEqualTo(found.toString());
  }

  private static String line(Program program) {
    StringBuilder line = new StringBuilder();
    for (Input input : program.inputs()) {
      line.append(text(input.name(), input.value())).append(", ");
    }
    Trace trace = PlainNetwork.run(program, Point.of(program).in(Dtype.FLOAT64));
    for (Step step : program.steps()) {
      line.append(text(step.name(), trace.value(step))).append(", ");
    }
    return line.substring(0, line.length() - 2);
  }

  /** Shape, and a sum in which no two neighbours can be exchanged. */
  private static String text(String name, ArrayTensor tensor) {
    double sum = 0;
    for (int i = 0; i < tensor.size(); i++) {
      sum += tensor.at(i) * (1 + i % 7);
    }
    return Text.format("%s %s %.6g", name, tensor.shape(), sum);
  }
}
