package org.gradoracle.judge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.gradoracle.compare.NonFinite;
import org.gradoracle.compare.TensorPair;
import org.gradoracle.judge.PointRuns.Pair;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.program.UnsharedRandom;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.verdict.Float32Error;
import org.gradoracle.verdict.Float64Comparison;
import org.gradoracle.verdict.GradientResult;
import org.gradoracle.verdict.NetworkResult;
import org.gradoracle.verdict.Status;
import org.gradoracle.verdict.Verdict;

/**
 * The end-to-end check: the whole hand-written backward pass against the reference's, at every
 * value of the program that has a gradient, except the loss.
 *
 * <p>A wrong rule shows in its own row and in those that come after it in the backward pass.
 */
public final class NetworkCheck {

  /** How many points the rounding of each row is measured at: the program's own, and jittered. */
  private static final int POINTS = 8;

  /** How many points the reference is ahead at, so that it can work beside the rest. */
  private static final int AHEAD = 1;

  /** How many elements of values make a program large. */
  private static final int LARGE = 1 << 17;

  private static final long JITTER_SEED = 20_220_912;

  private final Program program;

  /** The same, of which {@link OurRuns} has seen that its rules give the same again. */
  private final Program once;

  private final OurRuns ours;
  private final Reference reference;
  private final ForwardValues forwardValues;
  private final RoundedGivens givens = new RoundedGivens();

  NetworkCheck(Program program, OurRuns ours, Reference reference, ForwardValues forwardValues) {
    this.program = program;
    this.once = program.once();
    this.ours = ours;
    this.reference = reference;
    this.forwardValues = forwardValues;
  }

  /**
   * Checks a program.
   *
   * @param dtype the element type of the reported comparisons; the proof is always in float64
   */
  public static NetworkResult run(
      Program program, Reference reference, ForwardValues forwardValues, Dtype dtype) {
    return new NetworkCheck(program, OurRuns.of(program), reference, forwardValues)
        .run(OwnPoint.of(program, reference), dtype, float32 -> {});
  }

  /**
   * Checks the program.
   *
   * @param given the reference's runs at the program's own inputs
   * @param float32 is given each of the reference's runs in float32
   */
  NetworkResult run(OwnPoint given, Dtype dtype, Consumer<Trace> float32) {
    PointRuns own = beside(given);
    float32.accept(own.float32().reference());
    Map<Var, Float32Verdict> single = new HashMap<>();
    takeFloat32Only(own, program.rows(), single);
    Map<Var, Absent> nearby = new HashMap<>();
    RowRounding rounding =
        measured(
            own,
            runs -> {
              float32.accept(runs.float32().reference());
              takeFloat32Only(runs, List.copyOf(single.keySet()), single);
              takeAbsent(runs, nearby);
            });
    List<GradientResult> rows = rows(own, dtype, rounding, single, nearby);
    if (rows.stream().anyMatch(row -> row.status() == Status.FAIL)) {
      // float32 may have been exact by luck, or have no number that would show the rounding
      rounding.measureRounded(program, own.float64(), reference);
      rows = rows(own, dtype, rounding, single, nearby);
    }
    if (forwardValues == ForwardValues.OWN
        && rows.stream().anyMatch(row -> row.status() == Status.FAIL)
        && ForwardLines.giveTheSame(program, own)) {
      PointRuns theirs = new PointRuns(own.float32(), atTheirValues(own.float64().reference()));
      List<GradientResult> there = rows(theirs, dtype, rounding, single, nearby);
      List<GradientResult> here = rows;
      rows =
          IntStream.range(0, here.size())
              .mapToObj(i -> here.get(i).status() == Status.FAIL ? there.get(i) : here.get(i))
              .toList();
    }
    Pair reported = own.in(dtype);
    return new NetworkResult(
        dtype,
        rows,
        reported.ours().value(program.loss()).at(0),
        reported.reference().value(program.loss()).at(0));
  }

  /**
   * How much rounding each row carries.
   *
   * @param own both networks at the program's own inputs
   * @param others is given both networks at each of the points nearby
   */
  RowRounding measured(PointRuns own, Consumer<PointRuns> others) {
    RowRounding rounding = ours.rounding();
    rounding.measure(own);
    Consumer<Supplier<PointRuns>> take =
        point -> {
          PointRuns runs = point.get();
          rounding.measure(runs);
          others.accept(runs);
        };
    Random random = new UnsharedRandom(JITTER_SEED);
    int ahead = isLarge(own) ? 0 : AHEAD;
    Queue<Supplier<PointRuns>> begun = new ArrayDeque<>();
    for (int i = 1; i < POINTS; i++) {
      begun.add(begin(Point.jittered(program, random)));
      if (begun.size() > ahead) {
        take.accept(begun.remove());
      }
    }
    begun.forEach(take);
    return rounding;
  }

  /** Whether it has so many elements that the memory for one point at a time is enough. */
  private boolean isLarge(PointRuns own) {
    return program.rows().stream()
            .mapToLong(row -> own.float64().reference().value(row).size())
            .sum()
        > LARGE;
  }

  private List<GradientResult> rows(
      PointRuns own,
      Dtype dtype,
      RowRounding rounding,
      Map<Var, Float32Verdict> single,
      Map<Var, Absent> nearby) {
    List<GradientResult> rows = new ArrayList<>();
    for (Var row : program.rows()) {
      Float32Verdict verdict = single.get(row);
      Optional<Absent> absent =
          absent(row, own, verdict != null).or(() -> Optional.ofNullable(nearby.get(row)));
      TensorPair values = own.in(dtype).values(row);
      Verdict found =
          absent
              .map(Verdict::of)
              .orElseGet(
                  () -> verdict != null ? verdict.verdict() : verdict(row, own, rounding.of(row)));
      Optional<TensorPair> gradients =
          absent.isPresent()
              ? Optional.empty()
              : Optional.of(own.in(verdict != null ? Dtype.FLOAT32 : dtype).gradients(row));
      rows.add(new GradientResult(row.name(), values.ours().shape(), found, values, gradients));
    }
    return rows;
  }

  /** The rows that have a gradient of ours in float32 only: those at raw loops and after them. */
  private void takeFloat32Only(PointRuns runs, List<Var> rows, Map<Var, Float32Verdict> verdicts) {
    Map<Var, Double> moved = givens.moved(program, runs);
    for (Var row : rows) {
      if (runs.float64().ours().gradient(row) instanceof Absent absent
          && absent.reason() == Reason.FLOAT32_ONLY
          && runs.float32().ours().gradient(row) instanceof Known ours
          && runs.float32().reference().gradient(row) instanceof Known theirs
          && runs.float64().reference().gradient(row) instanceof Known truth) {
        Float32Verdict verdict = verdicts.computeIfAbsent(row, each -> new Float32Verdict());
        verdict.take(ours.tensor(), theirs.tensor(), truth.tensor());
        verdict.takePerturbed(moved.getOrDefault(row, 0.0));
      }
    }
  }

  /**
   * The rows that have no gradient of ours at a point nearby: a rule threw there, and only there.
   */
  private void takeAbsent(PointRuns runs, Map<Var, Absent> nearby) {
    for (Var row : program.rows()) {
      Stream.of(runs.float32().ours().gradient(row), runs.float64().ours().gradient(row))
          .flatMap(NetworkCheck::absent)
          .filter(absent -> absent.reason() != Reason.FLOAT32_ONLY)
          .findFirst()
          .ifPresent(
              absent ->
                  nearby.putIfAbsent(
                      row,
                      new Absent(
                          absent.reason(), "at a point near the sample: " + absent.message())));
    }
  }

  private static Stream<Absent> absent(Gradient gradient) {
    return gradient instanceof Absent absent ? Stream.of(absent) : Stream.empty();
  }

  /** Why there is nothing to compare; none if there is, be it in float32 only. */
  private static Optional<Absent> absent(Var row, PointRuns own, boolean inFloat32Only) {
    return Stream.of(
            own.float32().ours().gradient(row), // what raw loops do wrong shows in float32 only
            own.float64().reference().gradient(row),
            own.float64().ours().gradient(row))
        .flatMap(NetworkCheck::absent)
        .filter(absent -> !(inFloat32Only && absent.reason() == Reason.FLOAT32_ONLY))
        .findFirst();
  }

  /** Both networks at the program's own inputs. */
  PointRuns beside(OwnPoint own) {
    return new PointRuns(beside(own, Dtype.FLOAT32), beside(own, Dtype.FLOAT64));
  }

  private Pair beside(OwnPoint own, Dtype dtype) {
    return beside(() -> ours.in(dtype), () -> own.in(dtype));
  }

  /** The reference's runs go on beside ours. */
  private Supplier<PointRuns> begin(Point float32) {
    Point float64 = float32.in(Dtype.FLOAT64);
    Supplier<Trace> theirs32 = reference.begin(program, float32);
    Supplier<Trace> theirs64 = reference.begin(program, float64);
    return () ->
        new PointRuns(
            beside(() -> PlainNetwork.run(once, float32), theirs32),
            beside(() -> PlainNetwork.run(once, float64), theirs64));
  }

  private Pair beside(Supplier<Trace> atOwnValues, Supplier<Trace> theirs) {
    return switch (forwardValues) {
      case OWN -> new Pair(atOwnValues.get(), theirs.get());
      case REFERENCE -> atTheirValues(theirs.get());
    };
  }

  /**
   * With the hand-written backward pass at the reference's forward values: where one is at a kink
   * but for rounding, the two networks' own may be on either side of it.
   */
  private Pair atTheirValues(Trace theirs) {
    return new Pair(PlainNetwork.backward(once, theirs.values()), theirs);
  }

  private static Verdict verdict(Var row, PointRuns runs, double rounding) {
    Pair proving = runs.float64();
    Pair single = runs.float32();
    return NonFinite.find(proving.ours(row), proving.reference(row))
        .or(() -> NonFinite.find(single.ours(row), single.reference(row)))
        .map(Verdict::of)
        .orElseGet(
            () ->
                Verdict.of(
                    Float64Comparison.of(proving.ours(row), proving.reference(row), rounding),
                    Float32Error.NONE.and(
                        single.ours(row), single.reference(row), proving.reference(row)),
                    proving.ours(row).shape()));
  }
}
