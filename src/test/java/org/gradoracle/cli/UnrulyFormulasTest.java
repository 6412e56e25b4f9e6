package org.gradoracle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gradoracle.cli.Outcome.gradoracle;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.gradoracle.formula.Sample;
import org.gradoracle.program.Definition;
import org.gradoracle.program.Functions.F1;
import org.gradoracle.program.Functions.F2;
import org.gradoracle.program.Program;
import org.gradoracle.program.Raw;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.FloatTensor;
import org.gradoracle.tensor.Shape;
import org.gradoracle.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a formula does, it is named, it ends in no stack trace, and the others are checked. */
@Tag("long")
class UnrulyFormulasTest {

  @ParameterizedTest
  @ValueSource(
      classes = {
        RuleThrowsError.class,
        RuleOverflowsTheStack.class,
        RuleThrowsSneakily.class,
        RuleThrowsTheUnspeakable.class,
      })
  void aRuleThatThrowsWhateverItIsFails(Class<?> unruly) {
    Outcome outcome = gradoracle(new PlantedFormulas(unruly, After.class), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  unruly")
        .contains("FAIL rule y←x: rule 'y←x' threw ")
        .contains("PASS  well-behaved");
    assertThat(outcome.complaints()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(1);
    Outcome float64 = gradoracle(new PlantedFormulas(unruly, After.class), "prove");
    assertThat(float64.out())
        .contains("unruly: not right to begin with")
        .contains("\nwell-behaved:");
    assertThat(float64.exitCode()).isEqualTo(1);
    Outcome sweep = gradoracle(new PlantedFormulas(unruly, After.class), "sweep", "--cases", "2");
    assertThat(sweep.out()).contains("FAIL unruly, ").contains("cases: 2, failed: 1");
    assertThat(sweep.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ForwardThrowsError.class,
        ForwardReturnsNull.class,
        ForwardReturnsNullOnTheReferencesSide.class,
        ForwardReturnsAnArrayOnTheReferencesSide.class,
        ForwardReturnsAnotherShapeOnTheReferencesSide.class,
        ForwardThrowsOnTheReferencesSide.class,
        ForwardIsFloat32InFloat64.class,
        ForwardIsRandom.class,
      })
  void aForwardLineThatIsNoneIsBadInputThatNamesItsStep(Class<?> unruly) {
    requireBadInput(unruly, "step 'y': ");
  }

  @Test
  void aRuleThatLacksAClassIsBadInputAndNoWrongGradient() {
    requireBadInput(RuleLacksAClass.class, "com/example/Helper; that class is not on the class");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {ProgramThrowsError.class, ProgramThrowsTheUnspeakable.class, NoProgram.class})
  void aProgramThatIsNoneIsBadInput(Class<?> unruly) {
    requireBadInput(unruly, "");
  }

  private static void requireBadInput(Class<?> unruly, String said) {
    Outcome outcome = gradoracle(new PlantedFormulas(unruly, After.class), "check");
    assertThat(outcome.out()).startsWith("PASS  well-behaved");
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("formula 'unruly'")
        .contains(said);
    assertThat(outcome.exitCode()).isEqualTo(2);
    Outcome float64 = gradoracle(new PlantedFormulas(unruly, After.class), "prove");
    assertThat(float64.out()).contains("\nwell-behaved:");
    assertThat(float64.complaints())
        .anyMatch(line -> line.contains("formula 'unruly'") && line.contains(said));
    assertThat(float64.exitCode()).isEqualTo(2);
    Outcome sweep = gradoracle(new PlantedFormulas(unruly, After.class), "sweep", "--cases", "2");
    assertThat(sweep.out())
        .contains("FAIL unruly, ")
        .contains(said)
        .contains("cases: 2, failed: 1");
    assertThat(sweep.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        NameThrows.class,
        NameIsNull.class,
        NameThrowsTheUnspeakable.class,
        SummaryThrows.class,
        MadeWithError.class
      })
  void aFormulaThatCannotTellItsNameIsNamedByItsClass(Class<?> unruly) {
    for (String command : new String[] {"list", "check"}) {
      Outcome outcome = gradoracle(new PlantedFormulas(unruly, After.class), command);
      assertThat(outcome.out()).contains("well-behaved");
      assertThat(outcome.complaints()).singleElement().asString().contains(unruly.getName());
      assertThat(outcome.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void aNameIsAskedForOnce() {
    Outcome outcome = gradoracle(new PlantedFormulas(NameOnce.class, After.class), "check");
    assertThat(outcome.out()).contains("PASS  once ").contains("PASS  well-behaved");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void memoryThatRunsOutIsTheOraclesAndStopsNoOther() {
    Outcome outcome = gradoracle(new PlantedFormulas(TakesAllMemory.class, After.class), "check");
    assertThat(outcome.out()).startsWith("PASS  well-behaved");
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("formula 'unruly': out of memory");
    assertThat(outcome.exitCode()).isEqualTo(3);
  }

  @Test
  void aRawRuleThatLeavesAnElementUnsetOnlyAtSomeInputsFails() {
    Outcome outcome =
        gradoracle(new PlantedFormulas(UnsetAtNegatives.class, After.class), "check", "--details");
    assertThat(outcome.out())
        .startsWith("FAIL  unruly")
        .contains("FAIL rule y←x: rule 'y←x' leaves element ")
        .contains("FAIL gradient x: rule 'y←x' leaves element ");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(classes = {RawThrowsNearby.class, RawThrowsAtTheSample.class, ThrowsNearby.class})
  void aRuleThatThrowsAtSomeInputsFails(Class<?> unruly) {
    Outcome outcome = gradoracle(new PlantedFormulas(unruly), "check", "--details");
    assertThat(outcome.out())
        .startsWith("FAIL  unruly")
        .containsPattern(
            "FAIL gradient x: .*rule 'y←x' threw java.lang.IllegalStateException: odd");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aRuleThatGivesAFloat32ConstantInFloat64FailsAndIsToldWhy() {
    Outcome outcome = gradoracle(new PlantedFormulas(ConstantRule.class, After.class), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  unruly")
        .contains(
            "FAIL rule y←x: rule 'y←x' gave float32 in a float64 run: make constants from the"
                + " inputs, e.g. x.zerosLike().add(2)")
        .contains("PASS  well-behaved");
    assertThat(outcome.complaints()).isEmpty();
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aRandomForwardLineIsToldToBeOne() {
    Outcome outcome = gradoracle(new PlantedFormulas(ForwardIsRandom.class), "check");
    assertThat(outcome.complaints())
        .singleElement()
        .asString()
        .contains("step 'y': the forward line gives other values when run again: at [0, 0] ");
  }

  @Test
  void aForwardValueThatIsFiniteAtNoSampleIsNoPass() {
    Outcome outcome = gradoracle(new PlantedFormulas(NotANumber.class), "check");
    assertThat(outcome.out())
        .startsWith("FAIL  unruly")
        .contains(
            "NONFINITE gradient y: the forward value of 'y' is NaN at every sample, here at [0, 0]");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  // What is planted

  /** Well behaved, checked after the unruly one. */
  public static final class After extends PlantedFormula {
    /** Found by the class loader. */
    public After() {
      super("well-behaved");
    }
  }

  /** {@code y = 3x} with another forward line or rule. */
  abstract static class Unruly extends PlantedFormula {
    private final F1 line;
    private final F2 rule;

    Unruly(F1 line, F2 rule) {
      super("unruly");
      this.line = line;
      this.rule = rule;
    }

    Unruly(F1 line) {
      this(line, (dy, a) -> dy.mul(3));
    }

    Unruly(F2 rule) {
      this(a -> a.mul(3), rule);
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(p.step("y", x, line).grad(x, rule));
    }
  }

  /** What Kotlin's TODO() throws is like this. */
  private static final class NotImplementedError extends Error {
    private static final long serialVersionUID = 1L;

    NotImplementedError() {
      super("not yet");
    }
  }

  /** It cannot even be printed. */
  private static final class Unspeakable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("no message");
    }

    @Override
    public String toString() {
      throw new IllegalStateException("no words");
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneakily(Throwable thrown) throws E {
    throw (E) thrown;
  }

  private static int deep(int depth) {
    return depth < 0 ? 0 : deep(depth + 1) + 1;
  }

  /** See the name; so with all that follow. */
  public static final class RuleThrowsError extends Unruly {
    /** Found by the class loader. */
    public RuleThrowsError() {
      super(
          (dy, a) -> {
            throw new NotImplementedError();
          });
    }
  }

  /** See the name. */
  public static final class RuleOverflowsTheStack extends Unruly {
    /** Found by the class loader. */
    public RuleOverflowsTheStack() {
      super((dy, a) -> dy.mul(deep(0)));
    }
  }

  /** See the name. */
  public static final class RuleLacksAClass extends Unruly {
    /** Found by the class loader. */
    public RuleLacksAClass() {
      super(
          (dy, a) -> {
            throw new NoClassDefFoundError("com/example/Helper");
          });
    }
  }

  /** See the name. */
  public static final class RuleThrowsSneakily extends Unruly {
    /** Found by the class loader. */
    public RuleThrowsSneakily() {
      super(
          (dy, a) -> {
            throw UnrulyFormulasTest.<RuntimeException>sneakily(new java.io.IOException("no file"));
          });
    }
  }

  /** See the name. */
  public static final class RuleThrowsTheUnspeakable extends Unruly {
    /** Found by the class loader. */
    public RuleThrowsTheUnspeakable() {
      super(
          (dy, a) -> {
            throw new Unspeakable();
          });
    }
  }

  /** See the name. */
  public static final class ForwardThrowsError extends Unruly {
    /** Found by the class loader. */
    public ForwardThrowsError() {
      super(
          a -> {
            throw new NotImplementedError();
          });
    }
  }

  /** See the name. */
  public static final class ForwardReturnsNull extends Unruly {
    /** Found by the class loader. */
    public ForwardReturnsNull() {
      super(a -> null);
    }
  }

  private static Tensor onTheReferencesSide(Tensor a, Supplier<Tensor> otherwise) {
    return a instanceof ArrayTensor ? a.mul(3) : otherwise.get();
  }

  /** See the name. */
  public static final class ForwardReturnsNullOnTheReferencesSide extends Unruly {
    /** Found by the class loader. */
    public ForwardReturnsNullOnTheReferencesSide() {
      super((F1) a -> onTheReferencesSide(a, () -> null));
    }
  }

  /** See the name. */
  public static final class ForwardReturnsAnArrayOnTheReferencesSide extends Unruly {
    /** Found by the class loader. */
    public ForwardReturnsAnArrayOnTheReferencesSide() {
      super((F1) a -> onTheReferencesSide(a, () -> FloatTensor.of(a.shape(), i -> i)));
    }
  }

  /** See the name. */
  public static final class ForwardReturnsAnotherShapeOnTheReferencesSide extends Unruly {
    /** Found by the class loader. */
    public ForwardReturnsAnotherShapeOnTheReferencesSide() {
      super((F1) a -> onTheReferencesSide(a, () -> a.sum(0)));
    }
  }

  /** See the name. */
  public static final class ForwardThrowsOnTheReferencesSide extends Unruly {
    /** Found by the class loader. */
    public ForwardThrowsOnTheReferencesSide() {
      super(
          (F1)
              a ->
                  onTheReferencesSide(
                      a,
                      () -> {
                        throw new UnsupportedOperationException("not here");
                      }));
    }
  }

  /** See the name. */
  public static final class ForwardIsFloat32InFloat64 extends Unruly {
    /** Found by the class loader. */
    public ForwardIsFloat32InFloat64() {
      super((F1) a -> a instanceof ArrayTensor ? FloatTensor.of(a.shape(), i -> i) : a.mul(3));
    }
  }

  /** See the name. */
  public static final class ForwardIsRandom extends Unruly {
    private static final Random RANDOM = new Random(1);

    /** Found by the class loader. */
    public ForwardIsRandom() {
      super((F1) a -> a.mul(RANDOM.nextDouble()));
    }
  }

  /** See the name. */
  public static final class ProgramThrowsError extends PlantedFormula {
    /** Found by the class loader. */
    public ProgramThrowsError() {
      super("unruly");
    }

    @Override
    public Program program(Sample sample) {
      throw new NotImplementedError();
    }
  }

  /** See the name. */
  public static final class ProgramThrowsTheUnspeakable extends PlantedFormula {
    /** Found by the class loader. */
    public ProgramThrowsTheUnspeakable() {
      super("unruly");
    }

    @Override
    public Program program(Sample sample) {
      throw new Unspeakable();
    }
  }

  /** See the name. */
  public static final class NoProgram extends PlantedFormula {
    /** Found by the class loader. */
    public NoProgram() {
      super("unruly");
    }

    @Override
    public Program program(Sample sample) {
      return null;
    }
  }

  /** See the name. */
  public static final class NameThrows extends PlantedFormula {
    /** Found by the class loader. */
    public NameThrows() {
      super("unruly");
    }

    @Override
    public String name() {
      throw new NotImplementedError();
    }
  }

  /** See the name. */
  public static final class NameIsNull extends PlantedFormula {
    /** Found by the class loader. */
    public NameIsNull() {
      super("unruly");
    }

    @Override
    public String name() {
      return null;
    }
  }

  /** See the name. */
  public static final class NameThrowsTheUnspeakable extends PlantedFormula {
    /** Found by the class loader. */
    public NameThrowsTheUnspeakable() {
      super("unruly");
    }

    @Override
    public String name() {
      throw new Unspeakable();
    }
  }

  /** See the name. */
  public static final class SummaryThrows extends PlantedFormula {
    /** Found by the class loader. */
    public SummaryThrows() {
      super("unruly");
    }

    @Override
    public String summary() {
      throw new NotImplementedError();
    }
  }

  /** See the name. */
  public static final class MadeWithError extends PlantedFormula {
    /** Found by the class loader. */
    public MadeWithError() {
      super("unruly");
      throw new NotImplementedError();
    }
  }

  /** Says its name once, and then throws. */
  public static final class NameOnce extends PlantedFormula {
    private final AtomicInteger asked = new AtomicInteger();

    /** Found by the class loader. */
    public NameOnce() {
      super("once");
    }

    @Override
    public String name() {
      if (asked.getAndIncrement() > 0) {
        throw new NotImplementedError();
      }
      return super.name();
    }
  }

  /** See the name. */
  public static final class TakesAllMemory extends Unruly {
    /** Found by the class loader. */
    public TakesAllMemory() {
      super(
          (dy, a) -> {
            throw new OutOfMemoryError("Java heap space");
          });
    }
  }

  /** {@code y = 3x} with a rule in raw loops. */
  abstract static class RawUnruly extends PlantedFormula {
    private final Raw.Loops rule;
    private final boolean atWholeNumbers;

    RawUnruly(Raw.Loops rule, boolean atWholeNumbers) {
      super("unruly");
      this.rule = rule;
      this.atWholeNumbers = atWholeNumbers;
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", atWholeNumbers ? WHOLE : sample.values(4, 5));
      return p.program(p.step("y", x, a -> a.mul(3)).gradRaw(x, rule));
    }
  }

  /** Right where it sets anything. */
  public static final class UnsetAtNegatives extends RawUnruly {
    /** Found by the class loader. */
    public UnsetAtNegatives() {
      super(
          (dy, in, y, dx) -> {
            for (int i = 0; i < dx.length; i++) {
              if (in[0][i] > 0) {
                dx[i] = 3 * dy[i];
              }
            }
          },
          false);
    }
  }

  private static final FloatTensor WHOLE = FloatTensor.of(Shape.of(3), 1, 2, 3);

  /** Whole numbers are the sample's own, jittered ones are not. */
  private static boolean whole(double value) {
    return value == Math.rint(value);
  }

  /** {@code y = 3x} at whole numbers, which are not whole at points nearby. */
  abstract static class AtWholeNumbers extends RawUnruly {
    AtWholeNumbers(boolean throwsAtWhole) {
      super(
          (dy, in, y, dx) -> {
            if (whole(in[0][0]) == throwsAtWhole) {
              throw new IllegalStateException("odd");
            }
            for (int i = 0; i < dx.length; i++) {
              dx[i] = 3 * dy[i];
            }
          },
          true);
    }
  }

  /** See the name. */
  public static final class RawThrowsNearby extends AtWholeNumbers {
    /** Found by the class loader. */
    public RawThrowsNearby() {
      super(false);
    }
  }

  /** See the name. */
  public static final class RawThrowsAtTheSample extends AtWholeNumbers {
    /** Found by the class loader. */
    public RawThrowsAtTheSample() {
      super(true);
    }
  }

  /** A rule in the vocabulary that throws at points nearby. */
  public static final class ThrowsNearby extends PlantedFormula {
    /** Found by the class loader. */
    public ThrowsNearby() {
      super("unruly");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", WHOLE);
      return p.program(
          p.step("y", x, a -> a.mul(3))
              .grad(
                  x,
                  (dy, a) -> {
                    if (a instanceof ArrayTensor array && !whole(array.at(0))) {
                      throw new IllegalStateException("odd");
                    }
                    return dy.mul(3);
                  }));
    }
  }

  /** The rule is a constant, as a beginner writes it. */
  public static final class ConstantRule extends PlantedFormula {
    /** Found by the class loader. */
    public ConstantRule() {
      super("unruly");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(
          p.step("y", x, a -> a.mul(3).sum())
              .grad(x, (dy, a) -> FloatTensor.of(a.shape(), i -> 3)));
    }
  }

  /** Its gradient is finite. */
  public static final class NotANumber extends PlantedFormula {
    /** Found by the class loader. */
    public NotANumber() {
      super("unruly");
    }

    @Override
    public Program program(Sample sample) {
      var p = new Definition();
      var x = p.parameter("x", sample.values(2, 3));
      return p.program(p.step("y", x, a -> a.mul(3).add(Double.NaN)).grad(x, (dy, a) -> dy.mul(3)));
    }
  }
}
