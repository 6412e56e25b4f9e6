package org.gradoracle.judge;

import java.util.function.Supplier;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.Trace;
import org.gradoracle.reference.Reference;
import org.gradoracle.tensor.Dtype;

/**
 * The reference's runs at the program's own inputs, which every check starts from.
 *
 * @param float32 in single precision
 * @param float64 in double precision, at the same values widened
 */
record OwnPoint(Trace float32, Trace float64) {

  /** Asks the reference. */
  static OwnPoint of(Program program, Reference reference) {
    Point point = Point.of(program);
    Supplier<Trace> float32 = reference.begin(program, point);
    Supplier<Trace> float64 = reference.begin(program, point.in(Dtype.FLOAT64));
    return new OwnPoint(float32.get(), float64.get());
  }

  Trace in(Dtype dtype) {
    return dtype.of(float32, float64);
  }
}
