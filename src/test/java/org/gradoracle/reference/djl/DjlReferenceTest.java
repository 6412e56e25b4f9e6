package org.gradoracle.reference.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.gradoracle.formula.SampleNetwork;
import org.gradoracle.formula.notebook.NotebookNetwork;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.program.KnownGradient;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference.Pullbacks;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DjlReferenceTest {

  private final DjlReference reference = DjlReference.load(message -> {});
  private final Definition p = new Definition();
  private final org.gradoracle.program.Input x =
      p.parameter("x", FloatTensor.of(Shape.of(2), 3, -5));

  @Test
  void everyIntermediateHasItsGradient() {
    var y = p.step("y", x, a -> a.mul(a));
    var z = p.step("z", y, a -> a.mul(2));
    Trace trace = run(p.program(p.step("loss", z, a -> a.mean())), Dtype.FLOAT64);
    assertThat(KnownGradient.of(trace, "z")).containsExactly(0.5, 0.5);
    assertThat(KnownGradient.of(trace, "y")).containsExactly(1, 1);
    assertThat(KnownGradient.of(trace, "x")).containsExactly(6, -10);
    assertThat(trace.value(z).values()).containsExactly(18, 50);
  }

  @Test
  void theProbesLeaveEveryBitOfTheValuesAlone() {
    var zero = p.constant("zero", FloatTensor.of(Shape.of(2), -0f, 0f));
    var y = p.step("y", x, zero, (a, b) -> b.mul(1).add(a.mul(-0.0).neg().mul(0)));
    var negativeZero = p.step("negativeZero", zero, a -> a.mul(1));
    var loss = p.step("loss", y, negativeZero, (a, b) -> a.add(b).mean());
    Trace trace = run(p.program(loss), Dtype.FLOAT32);
    assertThat(1 / trace.value(negativeZero).at(0)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(1 / trace.value(negativeZero).at(1)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void aLeafThatTheLossNeverReachesIsToldFromAZeroGradient() {
    var unused = p.parameter("unused", x.value());
    var zeroed = p.parameter("zeroed", x.value());
    var deadEnd = p.step("deadEnd", x, a -> a.neg());
    var loss = p.step("loss", x, zeroed, (a, b) -> a.add(b.mul(0)).mean());
    Trace trace = run(p.program(loss), Dtype.FLOAT32);
    assertThat(KnownGradient.of(trace, "zeroed")).containsExactly(0, 0);
    for (var unreached : List.of(unused, deadEnd)) {
      assertThat(trace.gradient(unreached))
          .isEqualTo(
              new Absent(Reason.UNREACHED, "the loss does not depend on '" + unreached + "'"));
    }
  }

  @Test
  void anOutputOfSeveralThatTheLossNeverReachesHasZeros() {
    var both =
        p.step("both", List.of(x), List.of("used", "left"), in -> List.of(in.get(0), in.get(0)));
    var used = both.output("used");
    Trace trace = run(p.program(p.step("loss", used, a -> a.mean())), Dtype.FLOAT32);
    assertThat(KnownGradient.of(trace, "left")).containsExactly(0, 0);
    assertThat(KnownGradient.of(trace, "x")).containsExactly(0.5, 0.5);
  }

  @Test
  void aTensorFromOutsideTheStepIsRefusedByName() {
    var stray = FloatTensor.of(Shape.of(2), 1, 1);
    Program program = p.program(p.step("loss", x, a -> a.mul(stray).mean()));
    assertThatThrownBy(() -> run(program, Dtype.FLOAT32))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("step 'loss'")
        .hasMessageContaining("declare other tensors as constants");
  }

  @Test
  void manyThreadsMayRunAtOnceAndGetTheSame() {
    Program program = SampleNetwork.program(NotebookNetwork::program);
    Trace expected = run(program, Dtype.FLOAT32);
    IntStream.range(0, 32)
        .parallel()
        .mapToObj(i -> DjlReference.load(message -> {}).run(program, Point.of(program)))
        .forEach(
            trace ->
                assertThat(KnownGradient.of(trace, "C"))
                    .isEqualTo(KnownGradient.of(expected, "C")));
  }

  /** Where its upstream and gradients begin in memory depends on what was asked before it. */
  @Test
  void theBitsOfAProductDoNotDependOnWhatElseIsAsked() {
    Random random = new Random(1);
    List<Pullbacks> asked = new ArrayList<>();
    for (int odd = 1; odd < 50; odd += 2) {
      var a = FloatTensor.of(Shape.of(33 + odd, 70), i -> random.nextGaussian());
      var b = FloatTensor.of(Shape.of(70, 17), i -> random.nextGaussian());
      List<ArrayTensor> upstreams = new ArrayList<>();
      for (int i = 0; i < 2 + odd % 3; i++) {
        upstreams.add(FloatTensor.of(Shape.of(33 + odd, 17), at -> random.nextGaussian()));
      }
      asked.add(new Pullbacks(in -> in.get(0).matmul(in.get(1)), List.of(a, b), upstreams));
    }
    var found = reference.begin(asked).get();
    for (int i = 0; i < asked.size(); i++) {
      Pullbacks each = asked.get(i);
      assertThat(found.get(i)).hasSameSizeAs(each.upstreams());
      for (int j = 0; j < each.upstreams().size(); j++) {
        var alone = reference.pullback(each.line(), each.inputs(), each.upstreams().get(j));
        for (int input = 0; input < 2; input++) {
          var product = found.get(i).get(j).get(input).orElseThrow();
          assertThat(product.mismatch(alone.get(input).orElseThrow())).isEqualTo(-1);
        }
      }
    }
  }

  /**
   * PyTorch sets the number of threads of a product for the thread alone that asks for it: in
   * others a product would be split over all processors, and be rounded otherwise.
   */
  @Test
  void theFirstProductInANewThreadIsRoundedAsAnyOther() throws Exception {
    Random random = new Random(1);
    var a = FloatTensor.of(Shape.of(118, 1498), i -> random.nextGaussian());
    var b = FloatTensor.of(Shape.of(1498, 102), i -> random.nextGaussian());
    var upstream = FloatTensor.of(Shape.of(118, 102), i -> random.nextGaussian());
    Supplier<ArrayTensor> gradient =
        () ->
            reference
                .pullback(inputs -> inputs.get(0).matmul(inputs.get(1)), List.of(a, b), upstream)
                .get(1)
                .orElseThrow();
    FutureTask<ArrayTensor> found = new FutureTask<>(gradient::get);
    new Thread(found).start();
    assertThat(found.get().mismatch(gradient.get())).isEqualTo(-1);
  }

  /**
   * DJL puts a number into a buffer of Java's and lets go of it at once, while autograd still means
   * to read it on the way back.
   */
  @Test
  void theGarbageCollectorTakesNothingThatTheBackwardPassStillReads() {
    Definition definition = new Definition();
    var start = definition.parameter("start", FloatTensor.of(Shape.of(2), 1, 2));
    Step last = definition.step("step0", start, a -> a.mul(1.5));
    for (int i = 1; i < 12; i++) {
      last = definition.step("step" + i, last, a -> collected(a.mul(1.5)));
    }
    Program program = definition.program(definition.step("loss", last, a -> a.mean()));
    double expected = 0.5 * Math.pow(1.5, 12);
    for (int i = 0; i < 2; i++) {
      assertThat(KnownGradient.of(run(program, Dtype.FLOAT64), "start"))
          .containsExactly(expected, expected);
    }
  }

  private static Tensor collected(Tensor tensor) {
    System.gc();
    ByteBuffer.allocateDirect(8).putDouble(0, 1e9); // takes the place of what was collected
    return tensor;
  }

  /** Of what one run takes, some 100 kB, a thousand runs would leak 100 MB. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aThousandRunsLeaveNativeAndJavaMemoryFlat() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1", // the optimising compiler takes megabytes as it goes
                "-cp",
                System.getProperty("java.class.path"),
                ThousandRuns.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(Long.parseLong(printed.strip())).isLessThan(4 << 20);
  }

  private Trace run(Program program, Dtype dtype) {
    return reference.run(program, Point.of(program).in(dtype));
  }
}
