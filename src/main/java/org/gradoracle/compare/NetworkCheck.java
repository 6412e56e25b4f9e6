package org.gradoracle.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.gradoracle.compare.Runs.Pair;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Gradient.Absent;
import org.gradoracle.program.Gradient.Known;
import org.gradoracle.program.Gradient.Reason;
import org.gradoracle.program.PlainNetwork;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Dtype;
import org.gradoracle.tensor.Shape;

/**
 * The end-to-end check: the whole hand-written backward pass against the reference's, at every
 * value of the program but the loss.
 *
 * <p>A wrong rule shows in its own row and in those behind it.
 */
public final class NetworkCheck {

  /**
   * How many points the rounding of each row is measured at; the first is the program's own. As
   * many scaled ones are added, for the hand-written network alone: they keep what is special about
   * the program's own, such as equal rows, and rounding that is small there by chance is not at all
   * of them.
   */
  private static final int POINTS = 8;

  private static final long JITTER_SEED = 20_220_912;

  private final Program program;
  private final Reference reference;
  private final ForwardValues forwardValues;

  private NetworkCheck(Program program, Reference reference, ForwardValues forwardValues) {
    this.program = program;
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
    return new NetworkCheck(program, reference, forwardValues).run(dtype);
  }

  private NetworkResult run(Dtype dtype) {
    Runs own = Runs.of(Point.of(program), this::run);
    Rounding rounding = new Rounding(program.rows());
    rounding.measure(own);
    rounding.measureNoise(program, own.float64().ours());
    Map<Var, Float32Verdict> single = new HashMap<>();
    takeFloat32Only(own, program.rows(), single);
    Map<Var, Absent> nearby = new HashMap<>();
    Random random = new Random(JITTER_SEED);
    for (int i = 1; i < POINTS; i++) {
      Point point = Point.jittered(program, random);
      Runs runs = Runs.of(point, this::run);
      rounding.measure(runs);
      takeFloat32Only(runs, List.copyOf(single.keySet()), single);
      takeAbsent(runs, nearby);
    }
    for (int i = 0; i < POINTS; i++) {
      Point point = Point.scaled(program, random);
      rounding.measure(Runs.of(point, this::runOurs));
    }
    List<Row> rows = rows(own, dtype, rounding, single, nearby);
    if (rows.stream().anyMatch(row -> row.status() == Status.FAIL)) {
      // float32 may have been exact by luck, or have no number that would show the rounding
      rounding.measureRounded(program, own.float64(), reference);
      rows = rows(own, dtype, rounding, single, nearby);
    }
    Pair reported = own.in(dtype);
    return new NetworkResult(
        dtype,
        rows,
        reported.ours().value(program.loss()).at(0),
        reported.reference().value(program.loss()).at(0));
  }

  private List<Row> rows(
      Runs own,
      Dtype dtype,
      Rounding rounding,
      Map<Var, Float32Verdict> single,
      Map<Var, Absent> nearby) {
    List<Row> rows = new ArrayList<>();
    for (Var row : program.rows()) {
      Float32Verdict verdict = single.get(row);
      Optional<Absent> absent =
          absent(row, own, verdict != null).or(() -> Optional.ofNullable(nearby.get(row)));
      if (absent.isPresent()) {
        rows.add(row(row, own, dtype, absent.get()));
      } else if (verdict != null) {
        rows.add(row(row, own, dtype, verdict.judgement()));
      } else {
        rows.add(row(row, own, dtype, rounding.of(row)));
      }
    }
    return rows;
  }

  private Pair runOurs(Point point) {
    Trace ours = PlainNetwork.run(program, point);
    return new Pair(ours, ours);
  }

  /** The rows that have a gradient of ours in float32 only: those at raw loops and behind them. */
  private static void takeFloat32Only(
      Runs runs, List<Var> rows, Map<Var, Float32Verdict> verdicts) {
    for (Var row : rows) {
      if (runs.float64().ours().gradient(row) instanceof Absent absent
          && absent.reason() == Reason.FLOAT32_ONLY
          && runs.float32().ours().gradient(row) instanceof Known ours
          && runs.float32().reference().gradient(row) instanceof Known theirs
          && runs.float64().reference().gradient(row) instanceof Known truth) {
        verdicts
            .computeIfAbsent(row, each -> new Float32Verdict())
            .take(ours.tensor(), theirs.tensor(), truth.tensor());
      }
    }
  }

  /**
   * The rows that have no gradient of ours at a point nearby: a rule threw there, and only there.
   */
  private void takeAbsent(Runs runs, Map<Var, Absent> nearby) {
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
  private static Optional<Absent> absent(Var row, Runs own, boolean inFloat32Only) {
    return Stream.of(
            own.float32().ours().gradient(row), // what raw loops do wrong shows in float32 only
            own.float64().reference().gradient(row),
            own.float64().ours().gradient(row))
        .flatMap(NetworkCheck::absent)
        .filter(absent -> !(inFloat32Only && absent.reason() == Reason.FLOAT32_ONLY))
        .findFirst();
  }

  private static Row row(Var row, Runs runs, Dtype dtype, Absent absent) {
    return new Row(
        row.name(),
        runs.float64().ours().value(row).shape(),
        Status.of(absent),
        absent.message(),
        runs.in(dtype).values(row),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Row row(Var row, Runs runs, Dtype dtype, Judgement judgement) {
    return new Row(
        row.name(),
        runs.float32().ours(row).shape(),
        judgement.status(),
        judgement.reason(),
        runs.in(dtype).values(row),
        Optional.of(runs.float32().gradients(row)),
        judgement.proof(),
        judgement.precision());
  }

  private Pair run(Point point) {
    Trace theirs = reference.run(program, point);
    Trace ours =
        switch (forwardValues) {
          case OWN -> PlainNetwork.run(program, point);
          case REFERENCE -> PlainNetwork.backward(program, theirs.values());
        };
    return new Pair(ours, theirs);
  }

  private static Row row(Var row, Runs runs, Dtype dtype, double rounding) {
    Pair proving = runs.float64();
    Shape shape = proving.ours().value(row).shape();
    Pair single = runs.float32();
    TensorPair values = runs.in(dtype).values(row);
    TensorPair gradients = runs.in(dtype).gradients(row);
    Optional<String> nonFinite =
        NonFinite.find(proving.ours(row), proving.reference(row))
            .or(() -> NonFinite.find(single.ours(row), single.reference(row)));
    if (nonFinite.isPresent()) {
      return new Row(
          row.name(),
          shape,
          Status.NONFINITE,
          nonFinite.get(),
          values,
          Optional.of(gradients),
          Optional.empty(),
          Optional.empty());
    }
    Proof proof = Proof.of(proving.ours(row), proving.reference(row), rounding);
    return new Row(
        row.name(),
        shape,
        proof.status(),
        proof.reason(shape),
        values,
        Optional.of(gradients),
        Optional.of(proof),
        Optional.of(
            Precision.NONE.and(single.ours(row), single.reference(row), proving.reference(row))));
  }
}
